#include "lockstep/normalize/post_json.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <vector>

namespace lockstep::normalize {
namespace {

constexpr std::array<std::string_view, 4> kEvents = {"post", "delete", "account", "login"};

void append_escaped(std::string_view text, std::string& out) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::size_t done = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text, done, i - done);
    done = i + 1;
    if (c >= 0x20) {
      (out += '\\') += static_cast<char>(c);
    } else if (c == '\n') {
      out += "\\n";
    } else {
      ((out += "\\u00") += kHex[c >> 4]) += kHex[c & 15];
    }
  }
  out.append(text, done, text.size() - done);
}

// One object; members that say nothing are not written.
class Object {
 public:
  explicit Object(std::string& out) : out_(out) { out_ += '{'; }
  ~Object() { out_ += '}'; }
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;

  std::string& name(std::string_view key) {
    if (!first_) out_ += ',';
    first_ = false;
    return ((out_ += '"') += key) += "\":";
  }
  void text(std::string_view key, std::string_view value) {
    if (value.empty()) return;
    append_escaped(value, name(key) += '"');
    out_ += '"';
  }
  template <class Integer>
  void number(std::string_view key, const std::optional<Integer>& value) {
    if (!value) return;
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), *value);
    name(key).append(digits.data(), end.ptr);
  }
  void fraction(std::string_view key, const std::optional<double>& value) {
    if (value) fmt::format_to(std::back_inserter(name(key)), "{}", *value);
  }
  void flag(std::string_view key, const std::optional<bool>& value) {
    if (value) name(key) += *value ? "true" : "false";
  }
  // To the microsecond, where there are any.
  void time(std::string_view key, const std::optional<EventTime>& value) {
    if (!value) return;
    std::string formatted = format_rfc3339(*value);
    const auto micros = (to_micros(*value) % 1000 + 1000) % 1000;
    if (micros != 0) formatted.insert(formatted.size() - 1, fmt::format("{:03}", micros));
    text(key, formatted);
  }
  void texts(std::string_view key, const std::vector<std::string>& values) {
    list(key, values, [this](const std::string& value) {
      append_escaped(value, out_ += '"');
      out_ += '"';
    });
  }
  // As few digits as read back to the same float.
  void numbers(std::string_view key, const std::vector<float>& values) {
    list(key, values, [this](float value) {
      std::array<char, 24> digits;
      const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
      out_.append(digits.data(), end.ptr);
    });
  }
  template <class T, class Write>
  void list(std::string_view key, const std::vector<T>& items, Write&& write) {
    if (items.empty()) return;
    name(key) += '[';
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i > 0) out_ += ',';
      write(items[i]);
    }
    out_ += ']';
  }
  // An object as member, left out if nothing is in it.
  template <class Write>
  void object(std::string_view key, Write&& write) {
    const std::size_t before = out_.size();
    const bool first = first_;
    name(key);
    bool empty = false;
    {
      Object inner(out_);
      write(inner);
      empty = inner.first_;
    }
    if (!empty) return;
    out_.resize(before);
    first_ = first;
  }

 private:
  std::string& out_;
  bool first_ = true;
};

void write_author(const Author& a, Object& o) {
  o.text("id", a.id);
  o.text("handle", a.handle);
  o.text("display_name", a.display_name);
  o.text("bio", a.bio);
  o.text("kind", a.kind);
  o.time("created_at", a.created_at);
  o.number("followers", a.followers);
  o.number("following", a.following);
  o.number("posts", a.posts);
  o.flag("verified", a.verified);
  o.text("avatar_pdq", a.avatar_pdq);
  o.text("location", a.location);
  o.text("timezone", a.timezone);
  o.text("client", a.client);
  o.flag("automated", a.automated);
}

void write_infra(const Infra& i, Object& o) {
  o.text("ip", i.ip);
  o.number("asn", i.asn);
  o.text("registration_ip", i.registration_ip);
  o.text("device_id", i.device_id);
  o.text("session_id", i.session_id);
  o.text("ja4", i.ja4);
  o.text("user_agent", i.user_agent);
  o.text("email_hash", i.email_hash);
  o.text("phone_hash", i.phone_hash);
  o.text("payment_hash", i.payment_hash);
}

void write_lists(const Post& p, std::string& out, Object& o) {
  o.list("urls", p.urls, [&out](const Url& url) {
    Object item(out);
    item.text("url", url.url);
    item.text("expanded", url.expanded);
    item.texts("redirects", url.redirects);
  });
  o.texts("hashtags", p.hashtags);
  o.texts("mentions", p.mentions);
  o.list("media", p.media, [&out](const Media& media) {
    Object item(out);
    item.text("pdq", media.pdq);
    item.text("dhash", media.dhash);
    item.text("sha256", media.sha256);
    item.text("kind", media.kind);
    item.object("exif", [&media](Object& exif) {
      exif.text("camera", media.exif_camera);
      exif.text("gps", media.exif_gps);
    });
  });
  o.list("domains", p.domains, [&out](const DomainFacts& facts) {
    Object item(out);
    item.text("domain", facts.domain);
    item.text("registrar", facts.registrar);
    item.time("registered_at", facts.registered_at);
    item.texts("nameservers", facts.nameservers);
    item.texts("analytics_ids", facts.analytics_ids);
    item.text("cert_issuer", facts.cert_issuer);
    item.number("asn", facts.asn);
  });
}

void write_identity(const Post& p, Object& o) {
  o.text("schema", "lockstep.post/1");
  o.text("event", p.event == EventKind::kPost ? "" : kEvents[static_cast<std::size_t>(p.event)]);
  o.text("action", kActionNames[static_cast<std::size_t>(p.action)]);
  o.text("platform", p.platform);
  o.text("post_id", p.post_id);
  o.time("created_at", p.created_at);
  o.text("repost_of", p.repost_of);
  o.text("in_reply_to", p.in_reply_to);
  o.text("quote_of", p.quote_of);
  o.text("target_author", p.target_author);
  o.text("conversation_id", p.conversation_id);
  o.object("community", [&p](Object& community) {
    community.text("kind", p.community_kind);
    community.text("id", p.community_id);
  });
}

void write_rest(const Post& p, bool with_lists, Object& o) {
  o.object("engagement", [&e = p.engagement](Object& engagement) {
    engagement.number("likes", e.likes);
    engagement.number("reposts", e.reposts);
    engagement.number("replies", e.replies);
    engagement.number("quotes", e.quotes);
    engagement.number("views", e.views);
  });
  o.object("infra", [&p](Object& infra) { write_infra(p.infra, infra); });
  o.object("geo", [&p](Object& geo) {
    geo.text("country", p.geo_country);
    geo.text("source", p.geo_source);
  });
  o.object("ml", [&p, with_lists](Object& ml) {
    ml.fraction("llm_origin", p.llm_origin);
    ml.fraction("machine_translated", p.machine_translated);
    ml.text("narrative", p.narrative);
    if (with_lists) ml.numbers("embedding", p.embedding);
  });
  o.time("observed_at", p.observed_at);
  o.object("provenance", [&p](Object& provenance) {
    provenance.text("collector", p.collector);
    provenance.text("request_id", p.request_id);
    provenance.text("raw_sha256", to_hex(p.sha256));
  });
}

void write(const Post& p, bool with_lists, std::string& out) {
  Object o(out);
  write_identity(p, o);
  o.object("author", [&p](Object& author) { write_author(p.author, author); });
  o.text("text", p.text_is_html ? p.plain_text : p.text);
  o.text("lang", p.lang);
  o.object("translation", [&p](Object& translation) {
    translation.text("lang", p.translation_lang);
    translation.text("text", p.translation_text);
  });
  if (with_lists) write_lists(p, out, o);
  write_rest(p, with_lists, o);
}

}  // namespace

void write_json(const Post& post, std::size_t max_bytes, std::string& out) {
  const std::size_t before = out.size();
  write(post, true, out);
  if (out.size() - before <= max_bytes) return;
  out.resize(before);
  write(post, false, out);
}

}  // namespace lockstep::normalize
