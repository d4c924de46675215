#include "post_fields.h"

#include <algorithm>
#include <utility>

#include "field_readers.h"
#include "field_table.h"
#include "post_parts.h"

namespace lockstep::normalize {
namespace {

using namespace readers;

constexpr std::pair<std::string_view, EventKind> kEvents[] = {{"post", EventKind::kPost},
                                                              {"delete", EventKind::kDelete},
                                                              {"account", EventKind::kAccount},
                                                              {"login", EventKind::kLogin}};
constexpr std::pair<std::string_view, Action> kActions[] = {
    {"post", Action::kPost},   {"reply", Action::kReply},     {"repost", Action::kRepost},
    {"quote", Action::kQuote}, {"forward", Action::kForward}, {"like", Action::kLike}};

// The objects inside a post.

constexpr Field<Author> kAuthorFields[] = {
    {"id", id<&Author::id>},
    {"handle", text<&Author::handle>},
    {"display_name", text<&Author::display_name>},
    {"bio", text<&Author::bio>},
    {"kind", text<&Author::kind>},
    {"created_at", time<&Author::created_at>},
    {"followers", count<&Author::followers>},
    {"following", count<&Author::following>},
    {"posts", count<&Author::posts>},
    {"verified", flag<&Author::verified>},
    {"automated", flag<&Author::automated>},
    {"avatar_pdq", text<&Author::avatar_pdq>},
    {"location", text<&Author::location>},
    {"timezone", text<&Author::timezone>},
    {"client", text<&Author::client>},
};
constexpr FieldTable kAuthor{kAuthorFields};

constexpr Field<Engagement> kEngagementFields[] = {
    {"likes", count<&Engagement::likes>},     {"reposts", count<&Engagement::reposts>},
    {"replies", count<&Engagement::replies>}, {"quotes", count<&Engagement::quotes>},
    {"views", count<&Engagement::views>},
};
constexpr FieldTable kEngagement{kEngagementFields};

constexpr Field<Infra> kInfraFields[] = {
    {"ip", text<&Infra::ip>},
    {"asn", asn<&Infra::asn>},
    {"registration_ip", text<&Infra::registration_ip>},
    {"device_id", id<&Infra::device_id>},
    {"session_id", id<&Infra::session_id>},
    {"ja4", text<&Infra::ja4>},
    {"user_agent", text<&Infra::user_agent>},
    {"email_hash", text<&Infra::email_hash>},
    {"phone_hash", text<&Infra::phone_hash>},
    {"payment_hash", text<&Infra::payment_hash>},
};
constexpr FieldTable kInfra{kInfraFields};

constexpr Field<Post> kCommunityFields[] = {{"kind", text<&Post::community_kind>},
                                            {"id", id<&Post::community_id>}};
constexpr FieldTable kCommunity{kCommunityFields};

constexpr Field<Post> kTranslationFields[] = {{"lang", text<&Post::translation_lang>},
                                              {"text", text<&Post::translation_text>}};
constexpr FieldTable kTranslation{kTranslationFields};

constexpr Field<Post> kGeoFields[] = {{"country", text<&Post::geo_country>},
                                      {"source", text<&Post::geo_source>}};
constexpr FieldTable kGeo{kGeoFields};

constexpr Field<Post> kMlFields[] = {
    {"llm_origin", probability<&Post::llm_origin>},
    {"machine_translated", probability<&Post::machine_translated>},
    {"narrative", id<&Post::narrative>},
    {"embedding", vector<&Post::embedding, kMaxEmbedding>},
};
constexpr FieldTable kMl{kMlFields};

constexpr Field<Post> kProvenanceFields[] = {{"collector", text<&Post::collector>},
                                             {"request_id", id<&Post::request_id>}};
constexpr FieldTable kProvenance{kProvenanceFields};

// The items of lists. `plain` is the member a bare string stands for, if there is one.

constexpr Field<Url> kUrlFields[] = {{"url", text<&Url::url>},
                                     {"expanded", text<&Url::expanded>},
                                     {"redirects", texts<&Url::redirects>}};
constexpr FieldTable kUrl{kUrlFields};

bool read_exif(Media& media, JsonView v) {
  media.exif_camera = v["camera"].str();
  media.exif_gps = v["gps"].str();
  return true;
}
constexpr Field<Media> kMediaFields[] = {
    {"kind", text<&Media::kind>},     {"pdq", text<&Media::pdq>}, {"dhash", text<&Media::dhash>},
    {"sha256", text<&Media::sha256>}, {"exif", read_exif},
};
constexpr FieldTable kMedia{kMediaFields};

constexpr Field<DomainFacts> kDomainFields[] = {
    {"domain", text<&DomainFacts::domain>},
    {"registrar", text<&DomainFacts::registrar>},
    {"registered_at", time<&DomainFacts::registered_at>},
    {"nameservers", texts<&DomainFacts::nameservers>},
    {"analytics_ids", texts<&DomainFacts::analytics_ids>},
    {"cert_issuer", text<&DomainFacts::cert_issuer>},
    {"asn", asn<&DomainFacts::asn>},
};
constexpr FieldTable kDomain{kDomainFields};

void take_plain(Url& item, std::string_view v) { item.url = v; }
void take_plain(DomainFacts& item, std::string_view v) { item.domain = v; }
void take_plain(Media&, std::string_view) {}

bool says_something(const Url& u) {
  return !u.url.empty() || !u.expanded.empty() || !u.redirects.empty();
}
bool says_something(const DomainFacts& d) { return !d.domain.empty(); }
bool says_something(const Media& m) {
  return !m.pdq.empty() || !m.dhash.empty() || !m.sha256.empty() || !m.kind.empty() ||
         !m.exif_camera.empty() || !m.exif_gps.empty();
}

// A list of objects: member M of Post, its items read by kTable.
template <const auto& kTable, auto M>
struct ObjectList {
  template <class Fill>
  static void add(Post& post, Fill fill) {
    auto& list = post.*M;
    if (list.size() >= kMaxListItems) return;
    fill(list.emplace_back());
    if (!says_something(list.back())) list.pop_back();
  }
  static void append(Post& post, JsonView item) {
    add(post, [&](auto& entry) {
      take_plain(entry, item.str());
      kTable.read(item, entry);
    });
  }
  static void append_parts(Post& post, const std::vector<ItemPart>& parts) {
    add(post, [&](auto& entry) {
      for (const auto& part : parts) {
        if (const auto* field = kTable.find(part.name)) field->read(entry, part.value);
      }
    });
  }
  static bool read(Post& post, JsonView v) {
    (post.*M).clear();
    if (!v.is_array()) append(post, v);
    v.each([&](JsonView item) { append(post, item); });
    return true;
  }
  static std::vector<std::string_view> names() {
    std::vector<std::string_view> out;
    for (const auto& field : kTable) out.push_back(field.name);
    return out;
  }
};

template <auto M>
struct TextList {
  static void append(Post& post, JsonView item) { append_text(post.*M, item); }
  static void append_parts(Post&, const std::vector<ItemPart>&) {}
  static std::vector<std::string_view> names() { return {}; }
};

// The fields of an object that is a member of Post, or that Post holds flat.
struct Flat {
  static Post& of(Post& post) { return post; }
};
template <auto M>
struct In {
  static auto& of(Post& post) { return post.*M; }
};
template <const auto& kTable, class Where>
struct Group {
  static bool read(Post& post, JsonView object) {
    kTable.read(object, Where::of(post));
    return true;
  }
  static bool set(Post& post, std::string_view name, JsonView v) {
    const auto* field = kTable.find(name);
    return field != nullptr && field->read(Where::of(post), v);
  }
  static void add_names(std::string_view group, std::vector<std::string>& out) {
    for (const auto& field : kTable)
      out.push_back(std::string{group} + '.' + std::string{field.name});
  }
};
using AuthorGroup = Group<kAuthor, In<&Post::author>>;
using EngagementGroup = Group<kEngagement, In<&Post::engagement>>;
using InfraGroup = Group<kInfra, In<&Post::infra>>;
using CommunityGroup = Group<kCommunity, Flat>;
using TranslationGroup = Group<kTranslation, Flat>;
using GeoGroup = Group<kGeo, Flat>;
using MlGroup = Group<kMl, Flat>;
using ProvenanceGroup = Group<kProvenance, Flat>;
using UrlList = ObjectList<kUrl, &Post::urls>;
using MediaList = ObjectList<kMedia, &Post::media>;
using DomainList = ObjectList<kDomain, &Post::domains>;

bool read_created_at(Post& post, JsonView v) {
  post.created_at = v.time();
  return post.created_at.has_value() || !(v.is_string() || v.is_number());
}
bool read_text(Post& post, JsonView v) {
  post.text = v.str();
  post.text_is_html = looks_like_html(post.text);
  return true;
}

constexpr Field<Post> kPostFields[] = {
    {"platform", text<&Post::platform>},
    {"post_id", id<&Post::post_id>},
    {"event", word<&Post::event, kEvents>},
    {"action", word<&Post::action, kActions>},
    {"created_at", read_created_at},
    {"observed_at", time<&Post::observed_at>},
    {"repost_of", id<&Post::repost_of>},
    {"in_reply_to", id<&Post::in_reply_to>},
    {"quote_of", id<&Post::quote_of>},
    {"target_author", id<&Post::target_author>},
    {"conversation_id", id<&Post::conversation_id>},
    {"community", CommunityGroup::read},
    {"author", AuthorGroup::read},
    {"text", read_text},
    {"lang", text<&Post::lang>},
    {"translation", TranslationGroup::read},
    {"urls", UrlList::read},
    {"hashtags", texts<&Post::hashtags>},
    {"mentions", texts<&Post::mentions>},
    {"media", MediaList::read},
    {"engagement", EngagementGroup::read},
    {"infra", InfraGroup::read},
    {"domains", DomainList::read},
    {"geo", GeoGroup::read},
    {"ml", MlGroup::read},
    {"provenance", ProvenanceGroup::read},
};
constexpr FieldTable kPost{kPostFields};

struct NamedGroup {
  std::string_view name;
  bool (*set)(Post&, std::string_view, JsonView);
  void (*add_names)(std::string_view, std::vector<std::string>&);
};
template <class G>
constexpr NamedGroup group(std::string_view name) {
  return {name, G::set, G::add_names};
}
constexpr NamedGroup kGroups[] = {
    group<AuthorGroup>("author"),
    group<CommunityGroup>("community"),
    group<TranslationGroup>("translation"),
    group<EngagementGroup>("engagement"),
    group<InfraGroup>("infra"),
    group<GeoGroup>("geo"),
    group<MlGroup>("ml"),
    group<ProvenanceGroup>("provenance"),
};

struct NamedList {
  std::string_view name;
  void (*append)(Post&, JsonView);
  void (*append_parts)(Post&, const std::vector<ItemPart>&);
  std::vector<std::string_view> (*names)();
};
template <class L>
constexpr NamedList list(std::string_view name) {
  return {name, L::append, L::append_parts, L::names};
}
constexpr NamedList kLists[] = {
    list<UrlList>("urls"),
    list<TextList<&Post::hashtags>>("hashtags"),
    list<TextList<&Post::mentions>>("mentions"),
    list<MediaList>("media"),
    list<DomainList>("domains"),
};

template <class Entries>
auto find_named(const Entries& entries, std::string_view name) {
  const auto* found = std::find_if(std::begin(entries), std::end(entries),
                                   [&](const auto& entry) { return entry.name == name; });
  return found == std::end(entries) ? nullptr : found;
}

}  // namespace

std::optional<Rejection> read_post(JsonView object, Post& post) {
  if (const auto* refused = kPost.read(object, post)) {
    const bool is_time = refused->name == "created_at";
    return Rejection{is_time ? Reason::kBadTime : Reason::kUnknownShape,
                     describe_value(refused->name, object[refused->name])};
  }
  const bool has_target =
      !post.repost_of.empty() || !post.quote_of.empty() || !post.in_reply_to.empty();
  if (has_target && post.action == Action::kPost && !object["action"].is_string())
    infer_action(post);
  return std::nullopt;
}

bool set_field(Post& post, std::string_view name, JsonView value) {
  const auto dot = name.find('.');
  if (dot == std::string_view::npos) {
    const auto* field = kPost.find(name);
    return field != nullptr && field->read(post, value);
  }
  const auto* in = find_named(kGroups, name.substr(0, dot));
  return in != nullptr && in->set(post, name.substr(dot + 1), value);
}

std::vector<std::string> field_names() {
  std::vector<std::string> names;
  for (const auto& field : kPost) {
    if (const auto* inner = find_named(kGroups, field.name)) {
      inner->add_names(field.name, names);
    } else {
      names.emplace_back(field.name);
    }
  }
  return names;
}

std::vector<std::string_view> item_field_names(std::string_view name) {
  const auto* found = find_named(kLists, name);
  return found == nullptr ? std::vector<std::string_view>{} : found->names();
}

bool is_list(std::string_view name) noexcept { return find_named(kLists, name) != nullptr; }

void append_item(Post& post, std::string_view name, JsonView item) {
  if (const auto* found = find_named(kLists, name)) found->append(post, item);
}

void append_item(Post& post, std::string_view name, const std::vector<ItemPart>& parts) {
  if (const auto* found = find_named(kLists, name)) found->append_parts(post, parts);
}

std::optional<EventTime>* time_field(Post& post, std::string_view name) {
  if (name == "created_at") return &post.created_at;
  if (name == "observed_at") return &post.observed_at;
  if (name == "author.created_at") return &post.author.created_at;
  return nullptr;
}

void infer_action(Post& post) {
  if (!post.repost_of.empty()) {
    post.action = Action::kRepost;
  } else if (!post.quote_of.empty()) {
    post.action = Action::kQuote;
  } else if (!post.in_reply_to.empty()) {
    post.action = Action::kReply;
  }
}

std::optional<Rejection> check_required(const Post& post) {
  const bool has_own_id = post.event == EventKind::kPost || post.event == EventKind::kDelete;
  if (post.platform.empty()) return Rejection{Reason::kMissingField, "platform"};
  if (has_own_id && post.post_id.empty()) return Rejection{Reason::kMissingField, "post_id"};
  if (post.author.id.empty()) return Rejection{Reason::kMissingField, "author.id"};
  if (!post.created_at) return Rejection{Reason::kMissingField, "created_at"};
  return std::nullopt;
}

std::string describe_value(std::string_view field, JsonView value) {
  const auto found = value.id();
  const bool is_fraction = value.is_number() && found.empty();
  return std::string{field} + ": " +
         (is_fraction ? "a number out of range" : normalize::quoted(found));
}

bool looks_like_html(std::string_view text) noexcept {
  static constexpr std::string_view kTags[] = {"p",  "br", "a",  "span",   "div",
                                               "b",  "i",  "em", "strong", "blockquote",
                                               "ul", "ol", "li", "img"};
  constexpr std::size_t kLongest = 10;  // "blockquote"
  auto open = text.find('<');           // most texts have none
  if (open == std::string_view::npos) return false;
  const auto last_close = text.rfind('>');
  if (last_close == std::string_view::npos) return false;
  for (; open < last_close; open = text.find('<', open + 1)) {
    const bool is_end_tag = text[open + 1] == '/';
    const auto rest = text.substr(open + (is_end_tag ? 2 : 1), kLongest + 1);
    const auto tag = rest.substr(0, rest.find_first_of(" />\n"));
    if (std::find(std::begin(kTags), std::end(kTags), tag) != std::end(kTags)) return true;
  }
  return false;
}

}  // namespace lockstep::normalize
