#include "lockstep/normalize/normalizer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

#include "embedded.h"
#include "field_rules.h"
#include "html.h"
#include "ip.h"
#include "language.h"
#include "post_fields.h"
#include "spans.h"
#include "text.h"
#include "url.h"
#include "utf8.h"
#include "zones.h"

namespace lockstep::normalize {
namespace {

constexpr std::size_t kMaxId = 1024;
constexpr std::size_t kMaxText = 65536;
constexpr std::size_t kMaxWords = 4096;  // descriptive fields: bio, location, user agent, ...
constexpr std::size_t kMaxUrl = 2048;
constexpr std::size_t kMaxUrls = 32;
constexpr std::size_t kMaxRedirects = 16;
constexpr std::size_t kMaxMedia = 32;
constexpr std::size_t kMaxNames = 64;  // hashtags, mentions
constexpr std::size_t kMaxObjects = 64;
constexpr std::size_t kMaxDomains = 32;
constexpr std::size_t kMaxPerDomain = 16;  // name servers, analytics ids

struct NamedId {
  std::string_view name;
  const std::string& value;
};

Rejection missing(std::string_view field) { return {Reason::kMissingField, std::string(field)}; }

std::optional<Rejection> check_required(const Post& post) {
  if (post.platform.empty()) return missing("platform");
  const bool about_account = post.event == EventKind::kAccount || post.event == EventKind::kLogin;
  if (post.post_id.empty() && !about_account) return missing("post_id");
  // A platform may say that a post is gone without saying whose it was.
  if (post.author.id.empty() && post.event != EventKind::kDelete) return missing("author.id");
  return std::nullopt;
}

// Of what a post is and does; settle_ids() sees to those it may do without.
std::optional<Rejection> check_ids(const Post& post) {
  const NamedId ids[] = {{"platform", post.platform},   {"post_id", post.post_id},
                         {"part", post.part},           {"author.id", post.author.id},
                         {"repost_of", post.repost_of}, {"in_reply_to", post.in_reply_to},
                         {"quote_of", post.quote_of},   {"target_author", post.target_author}};
  for (const NamedId& id : ids) {
    if (id.value.size() > kMaxId) {
      return Rejection{Reason::kBadId,
                       fmt::format("{}: {} bytes, at most {}", id.name, id.value.size(), kMaxId)};
    }
    if (!id.value.empty() && !is_utf8(id.value)) {
      return Rejection{Reason::kBadId, fmt::format("{}: not UTF-8", id.name)};
    }
  }
  // "platform:id" must come apart again.
  if (post.platform.find(':') != std::string::npos)
    return Rejection{Reason::kBadId, "platform: contains ':'"};
  return std::nullopt;
}

StatusOr<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return not_found(fmt::format("cannot read {}: {}", path, std::strerror(errno)));
  return std::string(std::istreambuf_iterator<char>(file), {});
}

class PostNormalizer final : public Normalizer {
 public:
  PostNormalizer(const NormalizeConfig& config, std::unique_ptr<TextFolder> folder,
                 UrlCanonicalizer urls, std::unique_ptr<IpDatabases> databases)
      : config_(config),
        folder_(std::move(folder)),
        urls_(std::move(urls)),
        databases_(std::move(databases)) {}

  std::optional<Rejection> normalize(Post& post, std::optional<EventTime> trusted_clock) override {
    if (auto rejection = check_required(post)) return rejection;
    if (auto rejection = check_ids(post)) return rejection;
    if (auto rejection = settle_time(post, trusted_clock)) return rejection;
    settle_ids(post);
    settle_words(post);
    settle_zone(post);
    settle_text(post);
    settle_urls(post);
    if (post.hashtags.empty()) spans_.find_tags(post.plain_text, kMaxNames, post.hashtags);
    settle_names(post.hashtags, '#');
    settle_names(post.mentions, '@');
    settle_media(post);
    settle_numbers(post);
    settle_infra(post);
    settle_domains(post);
    settle_objects(post);
    return std::nullopt;
  }

  const NormalizeCounters& counters() const override { return counters_; }

 private:
  bool in_range(EventTime t) const { return t >= config_.time_min && t < config_.time_max; }

  std::optional<Rejection> settle_time(Post& post, std::optional<EventTime> trusted_clock) {
    // A collector whose clock stands at the epoch is no clock, to nobody.
    if (post.observed_at && !in_range(*post.observed_at)) post.observed_at.reset();
    const auto trusted = post.observed_at ? post.observed_at : trusted_clock;
    if (!post.created_at && post.event == EventKind::kDelete) post.created_at = trusted;
    if (!post.created_at) return missing("created_at");
    post.time = *post.created_at;
    // Not `created_at - trusted`, which may overflow.
    post.time_clamped =
        trusted && post.time >= config_.time_min && post.time - config_.max_skew > *trusted;
    if (post.time_clamped) post.time = *trusted;
    if (!in_range(post.time)) {
      return Rejection{Reason::kTimeOutOfRange, "created_at: " + format_rfc3339(*post.created_at)};
    }
    counters_.clamped_times += post.time_clamped;
    return std::nullopt;
  }

  // Its author may set them, and is not to lose the post by it.
  void settle_ids(Post& post) {
    for (std::string* id : {&post.conversation_id, &post.community_kind, &post.community_id}) {
      if (id->size() <= kMaxId && (id->empty() || is_utf8(*id))) continue;
      id->clear();
      ++counters_.dropped_items;
    }
  }

  void settle_words(Post& post) {
    Author& author = post.author;
    for (std::string* words :
         {&author.handle, &author.display_name, &author.bio, &author.kind, &author.location,
          &author.timezone, &author.client, &post.infra.user_agent, &post.geo_country,
          &post.geo_source, &post.narrative, &post.collector, &post.request_id}) {
      clip(*words, kMaxWords);
    }
    if (looks_like_html(author.bio)) {  // else its markup is what strangers have in common
      html_to_text(author.bio, html_);
      author.bio = html_.text;
    }
    clip(post.translation_text, kMaxText);
    post.lang = primary_language(post.lang);
    post.translation_lang = primary_language(post.translation_lang);
  }

  // Only what the author claims: a place he tags is where he was.
  void settle_zone(Post& post) {
    if (!post.author.timezone.empty()) post.zone = zones_.of_name(post.author.timezone, post.time);
    if (!post.zone && !post.geo_country.empty() && post.geo_source == "profile")
      post.zone = zones_.of_country(post.geo_country, post.time);
  }

  // Well formed and at most `max` bytes. An empty string is the common case.
  void clip(std::string& text, std::size_t max) {
    if (text.empty()) return;
    bool cut = cut_utf8(text, max);
    if (repair_utf8(text)) cut |= cut_utf8(text, max);
    counters_.cut_texts += cut;
  }

  void settle_text(Post& post) {
    html_.links.clear();
    if (post.text_is_html && post.text.find_first_of("<&") != std::string::npos) {
      clip(post.text, kMaxHtml);
      html_to_text(post.text, html_);
      counters_.cut_texts += html_.cut;
      folder_->to_plain(html_.text, post.plain_text);
    } else {
      clip(post.text, kMaxText);
      folder_->to_plain(post.text, post.plain_text);
    }
    clip(post.plain_text, kMaxText);
    folder_->fold(post.plain_text, folded_);
    post.folded_text = folded_.text;
    clip(post.folded_text, kMaxText);
    if (config_.detect_language && post.lang.empty()) post.lang = language_of(post.folded_text);
    post.ignorable_count = folded_.ignorable;
    post.confusable_count = folded_.confusable;
  }

  void settle_urls(Post& post) {
    if (post.urls.empty()) find_urls(post);
    bound(post.urls, kMaxUrls);
    std::vector<Url> kept;
    kept.reserve(post.urls.size());
    for (Url& url : post.urls) {
      if (!settle_url(url)) {
        ++counters_.dropped_urls;
        continue;
      }
      const auto same = std::find_if(kept.begin(), kept.end(), [&](const Url& other) {
        return !url.canonical.empty() && other.canonical == url.canonical;
      });
      if (same == kept.end()) {
        kept.push_back(std::move(url));
      } else {  // one link, seen with and without its way
        if (same->hop_domains.size() < url.hop_domains.size()) std::swap(*same, url);
        if (same->marks.empty()) same->marks = std::move(url.marks);
      }
    }
    post.urls = std::move(kept);
  }

  void find_urls(Post& post) {
    std::vector<std::string> links = std::move(html_.links);
    if (links.empty()) spans_.find_links(post.plain_text, kMaxUrls, links);
    for (std::string& link : links) {
      Url url;
      url.url = std::move(link);
      post.urls.push_back(std::move(url));
    }
  }

  bool settle_url(Url& url) {
    if (url.redirects.size() > kMaxRedirects) {  // the landing page counts most
      std::swap(url.redirects[kMaxRedirects - 1], url.redirects.back());
      bound(url.redirects, kMaxRedirects);
    }
    repair_utf8(url.url);
    repair_utf8(url.expanded);
    for (std::string& hop : url.redirects) repair_utf8(hop);
    urls_.settle(url);
    // What is padded with parameters that do not count is kept as what they leave.
    const auto is_long = [](const std::string& link) { return link.size() > kMaxUrl; };
    if (is_long(url.canonical)) return false;
    for (std::string* link : {&url.url, &url.expanded})
      if (is_long(*link)) *link = url.canonical;
    std::erase_if(url.redirects, is_long);
    return !(url.url.empty() && url.expanded.empty() && url.redirects.empty());
  }

  // Drops what is over the bound, counted.
  template <class T>
  void bound(std::vector<T>& items, std::size_t max) {
    if (items.size() <= max) return;
    counters_.dropped_items += items.size() - max;
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(max), items.end());
  }

  void settle_names(std::vector<std::string>& names, char mark) {
    bound(names, kMaxNames);
    std::vector<std::string> kept;
    kept.reserve(names.size());
    for (std::string& name : names) {
      if (name.size() > kMaxId) {
        ++counters_.dropped_items;
        continue;
      }
      repair_utf8(name);
      std::string folded = folder_->fold_name(name);  // also makes '#' and '@' of their wide forms
      folded.erase(0, std::min(folded.find_first_not_of(mark), folded.size()));
      if (!folded.empty() && std::find(kept.begin(), kept.end(), folded) == kept.end()) {
        kept.push_back(std::move(folded));
      }
    }
    names = std::move(kept);
  }

  void settle_media(Post& post) {
    bound(post.media, kMaxMedia);
    for (Media& media : post.media) {
      counters_.bad_hashes += !settle_perceptual_hash(media.pdq, 64);
      counters_.bad_hashes += !settle_perceptual_hash(media.dhash, 16);
      counters_.bad_hashes += !settle_content_id(media.sha256);
      clip(media.kind, kMaxWords);
      clip(media.exif_camera, kMaxWords);
      clip(media.exif_gps, kMaxWords);
    }
    counters_.bad_hashes += !settle_perceptual_hash(post.author.avatar_pdq, 64);
  }

  void settle_numbers(Post& post) {
    Engagement& e = post.engagement;
    Author& author = post.author;
    for (auto* count : {&e.likes, &e.reposts, &e.replies, &e.quotes, &e.views, &author.followers,
                        &author.following, &author.posts}) {
      settle_count(*count);
    }
    settle_probability(post.llm_origin);
    settle_probability(post.machine_translated);
    // An account of 1970 has no known age.
    if (author.created_at && !in_range(*author.created_at)) author.created_at.reset();
  }

  void settle_infra(Post& post) {
    Infra& infra = post.infra;
    settle_ip(infra.ip, infra.ip_prefix);
    settle_ip(infra.registration_ip, infra.registration_ip_prefix);
    if (!infra.ip.empty()) {
      if (!infra.asn) infra.asn = databases_->asn(infra.ip);
      if (post.geo_country.empty()) {
        post.geo_country = databases_->country(infra.ip);
        if (!post.geo_country.empty()) post.geo_source = "ip";
      }
    }
    for (std::string* key : {&infra.device_id, &infra.session_id, &infra.ja4, &infra.email_hash,
                             &infra.phone_hash, &infra.payment_hash}) {
      if (!is_good_key(*key)) key->clear();
    }
  }

  void settle_ip(std::string& ip, std::string& prefix) {
    prefix.clear();
    if (ip.empty()) return;
    PublicIp address;
    counters_.bad_ips += read_ip(ip, address) == IpVerdict::kUnreadable;
    ip = std::move(address.text);
    prefix = std::move(address.prefix);
  }

  // A key cut short would meet strangers, so a bad one goes altogether.
  bool is_good_key(const std::string& key) {
    const bool good = key.size() <= kMaxId && (key.empty() || is_utf8(key));
    counters_.dropped_items += !good;
    return good;
  }

  void settle_domains(Post& post) {
    bound(post.domains, kMaxDomains);
    for (DomainFacts& facts : post.domains) {
      for (std::string* words : {&facts.domain, &facts.registrar, &facts.cert_issuer})
        clip(*words, kMaxWords);
      facts.domain = folder_->fold_name(facts.domain);
      for (auto* list : {&facts.nameservers, &facts.analytics_ids}) {
        bound(*list, kMaxPerDomain);
        std::erase_if(*list,
                      [&](const std::string& key) { return key.empty() || !is_good_key(key); });
      }
    }
  }

  void settle_objects(Post& post) {
    bound(post.objects, kMaxObjects);
    std::erase_if(post.objects, [&](const ObjectRef& object) {
      const bool fits = object.id.size() <= kMaxWords && object.kind.size() <= kMaxId;
      const bool good = fits && !object.id.empty() && is_utf8(object.id) && is_utf8(object.kind);
      counters_.dropped_items += !good;
      return !good;
    });
  }

  const NormalizeConfig config_;
  std::unique_ptr<TextFolder> folder_;
  UrlCanonicalizer urls_;
  std::unique_ptr<IpDatabases> databases_;
  Zones zones_;
  Spans spans_;
  HtmlText html_;
  FoldedText folded_;
  NormalizeCounters counters_;
};

}  // namespace

NormalizeCounters& NormalizeCounters::operator+=(const NormalizeCounters& other) {
  clamped_times += other.clamped_times;
  cut_texts += other.cut_texts;
  dropped_urls += other.dropped_urls;
  dropped_items += other.dropped_items;
  bad_hashes += other.bad_hashes;
  bad_ips += other.bad_ips;
  return *this;
}

StatusOr<std::unique_ptr<Normalizer>> Normalizer::make(const NormalizeConfig& config) {
  std::string list(builtin_tracking_parameters());
  if (!config.tracking_parameters.empty()) {
    LOCKSTEP_ASSIGN(list, read_file(config.tracking_parameters));
  }
  LOCKSTEP_ASSIGN(TrackingParameters tracking, TrackingParameters::parse(list));
  LOCKSTEP_ASSIGN(std::unique_ptr<Hosts> hosts, Hosts::make(config.public_suffix_list));
  LOCKSTEP_ASSIGN(std::unique_ptr<TextFolder> folder, TextFolder::make());
  LOCKSTEP_ASSIGN(std::unique_ptr<IpDatabases> databases,
                  IpDatabases::make(config.asn_database, config.country_database));
  return std::unique_ptr<Normalizer>(new PostNormalizer(
      config, std::move(folder), UrlCanonicalizer(std::move(hosts), std::move(tracking)),
      std::move(databases)));
}

}  // namespace lockstep::normalize
