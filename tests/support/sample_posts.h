// Samples of an adapter and what must come out of them.
//
// src/normalize/adapters/<folder>/samples/<stem>.json|.csv is one input: a JSON sample is one
// record; a CSV sample is a header and its records. <stem>.post.json beside it holds the expected
// posts, flattened to the fields that are set, then the rejections. UPDATE_GOLDEN=1 rewrites it.
// Samples of the mapping adapter are called <preset>.json or <preset>.<case>.json and are read with
// config/mappings/<preset>.json.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/normalize/adapter.h"

namespace lockstep::normalize::sample {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

inline std::string slurp(const fs::path& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

inline fs::path folder_of(const AdapterDef& def) {
  std::string folder{def.name};
  std::replace(folder.begin(), folder.end(), '-', '_');
  return fs::path{LOCKSTEP_SOURCE_DIR} / "src/normalize/adapters" / folder;
}

// The sample files of an adapter, sorted, expectations left out.
inline std::vector<fs::path> files_of(const AdapterDef& def) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator{folder_of(def) / "samples"}) {
    const auto name = entry.path().filename().string();
    const auto ends_with = [&](std::string_view end) {
      return name.size() > end.size() &&
             name.compare(name.size() - end.size(), end.size(), end) == 0;
    };
    if (ends_with(".post.json") || !(ends_with(".json") || ends_with(".csv"))) continue;
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

inline fs::path expectation_of(fs::path sample) { return sample.replace_extension(".post.json"); }

// The records of a CSV text, line breaks inside quotes respected; each without its line end.
inline std::vector<std::string> csv_records(std::string_view text) {
  std::vector<std::string> records;
  std::string record;
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (c != '\n' || quoted) {
      record += c;
      continue;
    }
    if (!record.empty()) records.push_back(std::exchange(record, {}));
  }
  if (!record.empty()) records.push_back(std::move(record));
  return records;
}

// A sample, ready to be parsed.
struct Input {
  AdapterOptions options;
  std::vector<std::string> records;
  std::string first;  // what --format auto looks at: the first record, or the CSV header
};

inline Input load(const AdapterDef& def, const fs::path& file) {
  Input input;
  if (def.framing == Framing::kCsv) {
    input.records = csv_records(slurp(file));
    input.options.csv_header = input.records.front();
    input.records.erase(input.records.begin());
    input.first = input.options.csv_header;
    return input;
  }
  if (def.name == "mapping") {
    const auto name = file.filename().string();
    const auto preset = name.substr(0, name.find('.')) + ".json";
    input.options.mapping = slurp(fs::path{LOCKSTEP_SOURCE_DIR} / "config/mappings" / preset);
  }
  input.records.push_back(slurp(file));
  input.first = input.records.front();
  return input;
}

// Collects the fields of one object, leaving out what is not known.
class Fields {
 public:
  Fields& add(const char* key, const std::string& value) {
    if (!value.empty()) out_[key] = value;
    return *this;
  }
  Fields& add(const char* key, const std::vector<std::string>& value) {
    if (!value.empty()) out_[key] = value;
    return *this;
  }
  Fields& add(const char* key, const std::optional<EventTime>& value) {
    if (value) out_[key] = format_rfc3339(*value);
    return *this;
  }
  template <class T>
  Fields& add(const char* key, const std::optional<T>& value) {
    if (value) out_[key] = *value;
    return *this;
  }
  Fields& add(const char* key, const Json& value) {
    if (!value.empty()) out_[key] = value;
    return *this;
  }
  Json take() { return std::move(out_); }

 private:
  Json out_ = Json::object();
};

template <class T, class F>
Json each(const std::vector<T>& items, F flatten) {
  Json out = Json::array();
  for (const auto& item : items) out.push_back(flatten(item));
  return out;
}

inline Json flatten(const Url& u) {
  return Fields{}
      .add("url", u.url)
      .add("expanded", u.expanded)
      .add("redirects", u.redirects)
      .take();
}
inline Json flatten(const ObjectRef& o) {
  return Fields{}.add("kind", o.kind).add("id", o.id).take();
}
inline Json flatten(const Media& m) {
  return Fields{}
      .add("kind", m.kind)
      .add("pdq", m.pdq)
      .add("dhash", m.dhash)
      .add("sha256", m.sha256)
      .add("exif_camera", m.exif_camera)
      .add("exif_gps", m.exif_gps)
      .take();
}
inline Json flatten(const DomainFacts& d) {
  return Fields{}
      .add("domain", d.domain)
      .add("registrar", d.registrar)
      .add("registered_at", d.registered_at)
      .add("nameservers", d.nameservers)
      .add("analytics_ids", d.analytics_ids)
      .add("cert_issuer", d.cert_issuer)
      .add("asn", d.asn)
      .take();
}
inline Json flatten(const Author& a) {
  return Fields{}
      .add("handle", a.handle)
      .add("display_name", a.display_name)
      .add("bio", a.bio)
      .add("kind", a.kind)
      .add("created_at", a.created_at)
      .add("followers", a.followers)
      .add("following", a.following)
      .add("posts", a.posts)
      .add("verified", a.verified)
      .add("automated", a.automated)
      .add("avatar_pdq", a.avatar_pdq)
      .add("location", a.location)
      .add("timezone", a.timezone)
      .add("client", a.client)
      .take();
}
inline Json flatten(const Engagement& e) {
  return Fields{}
      .add("likes", e.likes)
      .add("reposts", e.reposts)
      .add("replies", e.replies)
      .add("quotes", e.quotes)
      .add("views", e.views)
      .take();
}
inline Json flatten(const Infra& i) {
  return Fields{}
      .add("ip", i.ip)
      .add("registration_ip", i.registration_ip)
      .add("asn", i.asn)
      .add("device_id", i.device_id)
      .add("session_id", i.session_id)
      .add("ja4", i.ja4)
      .add("user_agent", i.user_agent)
      .add("email_hash", i.email_hash)
      .add("phone_hash", i.phone_hash)
      .add("payment_hash", i.payment_hash)
      .take();
}

inline std::string name_of(EventKind event) {
  static constexpr const char* kNames[] = {"post", "delete", "account", "login"};
  return kNames[static_cast<std::size_t>(event)];
}
inline std::string name_of(Action action) {
  static constexpr const char* kNames[] = {"post", "reply", "repost", "quote", "forward", "like"};
  return kNames[static_cast<std::size_t>(action)];
}

// Everything an adapter can set, as it stands before normalisation.
inline Json flatten(const Post& p) {
  const auto one = [](const auto& item) { return flatten(item); };
  Fields f;
  f.add("platform", p.platform)
      .add("post_id", p.post_id)
      .add("part", p.part)
      .add("event", name_of(p.event))
      .add("action", name_of(p.action))
      .add("account", p.author.id)
      .add("created_at", p.created_at)
      .add("observed_at", p.observed_at)
      .add("repost_of", p.repost_of)
      .add("in_reply_to", p.in_reply_to)
      .add("quote_of", p.quote_of)
      .add("target_author", p.target_author)
      .add("conversation_id", p.conversation_id)
      .add("community_kind", p.community_kind)
      .add("community_id", p.community_id)
      .add("author", flatten(p.author))
      .add("text", p.text);
  if (p.text_is_html) f.add("text_is_html", std::optional{true});
  f.add("lang", p.lang)
      .add("translation_lang", p.translation_lang)
      .add("translation_text", p.translation_text)
      .add("urls", each(p.urls, one))
      .add("hashtags", p.hashtags)
      .add("mentions", p.mentions)
      .add("media", each(p.media, one))
      .add("engagement", flatten(p.engagement))
      .add("infra", flatten(p.infra))
      .add("domains", each(p.domains, one))
      .add("geo_country", p.geo_country)
      .add("geo_source", p.geo_source)
      .add("llm_origin", p.llm_origin)
      .add("machine_translated", p.machine_translated)
      .add("narrative", p.narrative)
      .add("embedding", Json(p.embedding))
      .add("collector", p.collector)
      .add("request_id", p.request_id)
      .add("objects", each(p.objects, one));
  return f.take();
}

inline Json flatten(const ParseOutput& out) {
  Json list = each(out.posts, [](const Post& p) { return flatten(p); });
  for (const auto& rejection : out.rejections) {
    list.push_back(Json{{"rejected", name(rejection.reason)}, {"detail", rejection.detail}});
  }
  return list;
}

// Every record of the input, through one adapter.
inline Json parse_all(Adapter& adapter, const Input& input) {
  ParseOutput out;
  for (const auto& record : input.records) adapter.parse(record, out);
  return flatten(out);
}

}  // namespace lockstep::normalize::sample
