// The mapping file: which JSON Pointer of a collector's records is which canonical field.
//
//   { "description": "...",                   free text
//     "records": "/hits/hits",                optional: the array of posts in a page
//     "post_id": "/_id",                      a JSON Pointer (RFC 6901), or
//     "text": {"pointer": ["/full", "/cut"],  the first that is there and not empty
//              "html": true},                 default: found out from the text
//     "created_at": {"pointer": "/ts", "format": "epoch_ms"},
//     "platform": {"const": "x"},             also the fallback of a pointer that finds nothing
//     "action": {"pointer": "/type", "values": {"share": "repost", "*": "post"}},
//     "urls": {"pointer": "/links", "items": "/href"},
//     "media": {"pointer": "/images", "items": {"pdq": "/hash/pdq"}} }
//
// Keys are the dotted names of field_names(). With `records`, the other pointers start at its
// items.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lockstep/core/status.h"

namespace lockstep::normalize::mapping {

enum class TimeFormat : std::uint8_t { kAuto, kRfc3339, kEpochS, kEpochMs, kEpochUs, kCtime };

// An element of MappingFile::constants.
using ConstantIndex = std::size_t;

struct FieldRule {
  std::string field;
  std::vector<std::string> pointers;
  TimeFormat format = TimeFormat::kAuto;
  std::optional<bool> html;
  // Of each item of a list: its fields and where they are; one with an empty name is the item.
  std::vector<std::pair<std::string, std::string>> items;
  std::vector<std::pair<std::string, ConstantIndex>> values;  // "*" stands for all others
  std::optional<ConstantIndex> constant;
};

struct MappingFile {
  std::string records;
  bool has_records = false;
  std::vector<FieldRule> rules;  // in the order of the file
  std::string constants;         // a JSON array of scalars
};

// kInvalidArgument names the key, what was found and what is allowed.
StatusOr<MappingFile> parse_mapping_file(std::string_view content);

}  // namespace lockstep::normalize::mapping
