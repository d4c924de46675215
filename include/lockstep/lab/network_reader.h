// Posts of any format to the rows of a network.
//
// The CSV layouts of other tools are taken as they are, so that the tools' own results come back:
// account, content and object ids verbatim, equal rows kept, no time out of range. In csv-coortweet
// the object column is the key and the optional column `kind` its kind.
// Posts of all other formats are normalised first; accounts are "platform:id", copies of a post
// count once, and the objects come from the signals below.
//
//   repost    the post it repeats (reposts and forwards; they take part in no other signal)
//   url       canonical address of the landing page   csv-toolkit: as written
//   domain    its registrable domain
//   hashtags  each hashtag
//   media     PDQ hash, or else the content id        equal ones only
//   text      folded text                             csv-toolkit: as written; equal ones only
//   reply     the post it answers
// Posts without an object give no row: nobody shares the absence of a link.
//
// Next: lab/network.h.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/core/status.h"
#include "lockstep/lab/network.h"
#include "lockstep/normalize/normalizer.h"
#include "lockstep/runtime/record.h"

namespace lockstep::lab {

// The names above, in that order.
std::span<const std::string_view> network_signals() noexcept;

struct NetworkInputs {
  std::vector<std::string> paths;    // files, or "-" for standard input
  std::string format = "auto";       // an adapter's name, "auto", or "mapping:FILE"
  std::string platform;              // for formats that do not say
  std::vector<std::string> signals;  // of network_signals(); empty = every kind
  normalize::NormalizeConfig normalize;
  // Opens input `index`, if set; otherwise `paths` are files.
  std::function<StatusOr<std::unique_ptr<runtime::RecordSource>>(std::uint32_t index)> open;
  // Says of an account, "platform:id", whether its posts are left out, if set.
  std::function<bool(const std::string& account)> leaves_out;
  // Called now and then, if set.
  std::function<void(std::uint64_t posts, std::uint64_t bytes_read, std::uint64_t bytes_total)>
      progress;
};

// Double entry: every record gave posts or rejections; posts = used + duplicates + without_object
// + left_out.
struct NetworkReadReport {
  std::uint64_t records = 0;
  std::uint64_t posts = 0;
  std::uint64_t used = 0;            // gave at least one row
  std::uint64_t duplicates = 0;      // a copy of a post came before
  std::uint64_t left_out = 0;        // of accounts that are
  std::uint64_t without_object = 0;  // for the chosen signals; also deletions, logins, likes
  std::array<std::uint64_t, normalize::kReasonCount> rejected{};
  std::uint64_t rejected_total() const;
};

// Adds the rows of all inputs to `rows`. An unknown signal or format, a file that cannot be read,
// and more kinds or rows than NetworkRows holds are errors; bad records are counted.
StatusOr<NetworkReadReport> read_network_rows(const NetworkInputs& inputs, NetworkRows& rows);

}  // namespace lockstep::lab
