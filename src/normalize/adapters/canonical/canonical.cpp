// lockstep.post/1 (docs: the canonical post), bare or as the `data` of a CloudEvents 1.0 envelope
// in structured mode.
#include <memory>

#include "json_outline.h"
#include "lockstep/normalize/adapter.h"
#include "post_fields.h"

namespace lockstep::normalize::adapters {
namespace {

// What the envelope knows and the post does not say: time, and a subject "platform/.../account".
void fill_from_envelope(JsonView envelope, Post& post) {
  if (!post.created_at) post.created_at = envelope["time"].time();
  const auto subject = envelope["subject"].str();
  const auto first = subject.find('/'), last = subject.rfind('/');
  if (first == std::string_view::npos) return;
  if (post.platform.empty()) post.platform = subject.substr(0, first);
  if (post.author.id.empty()) post.author.id = subject.substr(last + 1);
}

std::optional<Rejection> read_envelope(JsonView envelope, Post& post) {
  const auto data = envelope["data"];
  if (!data.is_object()) return Rejection{Reason::kUnknownShape, "CloudEvents: data is no object"};
  if (auto bad = read_post(data, post)) return bad;
  fill_from_envelope(envelope, post);
  return check_required(post);
}

std::optional<Rejection> read_record(JsonView root, Post& post) {
  if (!root.is_object()) return Rejection{Reason::kUnknownShape, "not a JSON object"};
  auto bad = read_post(root, post);
  if (!bad) bad = check_required(post);
  // In topics of normalised posts, a normaliser says between them how far it has come.
  if (bad && root["schema"].str() == "lockstep.place/1")
    return Rejection{Reason::kNotAPost, "lockstep.place/1"};
  // Nothing in an envelope makes a whole post, so bare posts need not be asked.
  if (!bad || !root["specversion"].is_string()) return bad;
  post = Post{};
  return read_envelope(root, post);
}

class Canonical final : public Adapter {
 public:
  void parse(std::string_view record, ParseOutput& out) override {
    JsonView root;
    if (auto bad = reader_.parse(record, root)) {
      out.rejections.push_back(*std::move(bad));
      return;
    }
    auto& post = out.posts.emplace_back();
    if (auto bad = read_record(root, post)) {
      out.posts.pop_back();
      out.rejections.push_back(*std::move(bad));
    }
  }

 private:
  JsonReader reader_;
};

bool recognises(std::string_view record) {
  const JsonOutline outline{record};
  if (outline.text("schema") == "lockstep.post/1") return true;
  if (outline.has("specversion") && outline.has("data")) return true;
  return outline.has("platform") && (outline.has_object("author") || outline.has("post_id"));
}

StatusOr<std::unique_ptr<Adapter>> make(const AdapterOptions&) {
  return std::unique_ptr<Adapter>{std::make_unique<Canonical>()};
}

}  // namespace

extern const AdapterDef canonical;  // const alone would hide it from the registry
const AdapterDef canonical{
    .name = "canonical",
    .summary = "Lockstep's own post format, lockstep.post/1, bare or in a CloudEvents envelope",
    .framing = Framing::kJson,
    .recognises = recognises,
    .rank = 20,
    .make = make,
};

}  // namespace lockstep::normalize::adapters
