// Writes one post as a line of canonical JSON (lockstep.post/1). What is left open by the draft
// (whether infrastructure, engagement or site facts are known for this post) is drawn here, for
// everybody alike.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/core/post.h"
#include "lockstep/lab/simulate.h"
#include "simulate/items.h"
#include "simulate/population.h"

namespace lockstep::lab {

class JsonWriter;

struct Link {
  SiteId site = 0;
  std::uint64_t path = 0;
  std::uint32_t redirector = kNone;  // a niche one
  bool shortened = false;            // by a public shortener
};

// A post about to be made. One object is reused for all.
struct Draft {
  std::int64_t at = 0;  // microseconds, whole milliseconds
  AccountId author = 0;
  Action action = Action::kPost;
  Saying saying;
  Item target;  // of a repost, quote or reply
  std::optional<Link> link;
  std::vector<std::string> tags;
  std::uint64_t media = 0;     // seed, 0 = none
  bool media_is_copy = false;  // recompressed: a few bits of its hash differ

  void clear();
};

class PostWriter {
 public:
  PostWriter(const TextSource& text, Population& population, Withheld withheld, Random random)
      : text_(text), population_(population), withheld_(withheld), random_(random) {}

  // Appends the line with its newline, and gives the post its native number.
  std::uint64_t write(const Draft& draft, std::string& out);
  std::string post_id(AccountId author, std::uint64_t number) const;

 private:
  std::uint64_t next_number(const Draft& draft);
  void say(const Saying& saying, std::string& out) const;
  void make_text(const Draft& draft);
  void make_link(const Link& link);
  void write_action(const Draft& draft, JsonWriter& json);
  void write_author(const Account& account, JsonWriter& json);
  void write_link(JsonWriter& json);
  void write_media(const Draft& draft, JsonWriter& json);
  void write_engagement(const Account& account, JsonWriter& json);
  void write_infra(const Draft& draft, const Account& account, JsonWriter& json);
  void write_site(const Link& link, JsonWriter& json);

  const TextSource& text_;
  Population& population_;
  Withheld withheld_;
  Random random_;
  std::uint64_t written_ = 0;
  std::string said_, words_, landing_, hop_, posted_, scratch_;
};

}  // namespace lockstep::lab
