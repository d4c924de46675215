#include <algorithm>

#include "bounds.h"
#include "json_writer.h"
#include "known_of.h"
#include "lockstep/alert/alert.h"

namespace lockstep::alert {
namespace {

constexpr std::size_t kTypicalBytes = 32'768;

// One alert on its way to a line. Keys appear in the order of the contract, which is the order of
// the calls.
class FlatWriter {
 public:
  FlatWriter(const Alert& alert, Room room) : alert_(alert), room_(room) {}

  std::string write() {
    json_.object([&] {
      head();
      members();
      families();
      evidence();
      content();
      context();
      provenance();
    });
    return json_.take();
  }

 private:
  void head() {
    json_.field("schema", "lockstep.alert/1");
    json_.field("alert_id", label(alert_.alert_id));
    json_.field_if_any("campaign_id", label(alert_.campaign_id));
    json_.field("version", alert_.version);
    json_.field("status", name(alert_.status));
    json_.field("assessment", name(alert_.assessment));
    json_.field("detected_at", alert_.detected_at);
    json_.object("window", [&] {
      json_.field("start", alert_.window_start);
      json_.field("end", alert_.window_end);
    });
    json_.field("first_post_at", alert_.first_post_at);
    json_.field("confidence", alert_.confidence);
    json_.field_if_any("admiralty", label(alert_.admiralty));
    json_.field("coordination", alert_.coordination);
    json_.field("inauthenticity", alert_.inauthenticity);
    json_.field("tier", name(alert_.tier));
    json_.field("summary", paragraph(alert_.summary));
  }

  void members() {
    json_.array("accounts", first(alert_.accounts, room_.accounts), [&](const Member& m) {
      json_.object([&] {
        json_.field("account", id(m.account));
        json_.field("role", name(m.role));
        json_.field("score", m.score);
        json_.field("first_seen", m.first_seen);
        if (m.created_at) json_.field("created_at", *m.created_at);
        json_.field("platform", label(m.platform));
        json_.field_if_any("handle", excerpt(m.handle));
        json_.field_if_any("kind", label(m.kind));
        json_.field("basis", name(m.basis));
      });
    });
    json_.field("account_count", alert_.account_count);
    json_.field("post_count", alert_.post_count);
    json_.array("platforms", first(alert_.platforms, kMaxPlatforms),
                [&](const std::string& platform) { json_.value(label(platform)); });
    json_.array("languages", first(alert_.languages, kMaxLanguages),
                [&](const std::string& language) { json_.value(label(language)); });
  }

  void families() {
    json_.object("families", [&] {
      for (const FamilyEvidence& family : first(alert_.families, kMaxFamilies)) {
        json_.object(label(family.name), [&] {
          json_.field("weight", family.weight);
          json_.field_if_any("evidence", sentence(family.evidence));
          json_.field_if_any("baseline", sentence(family.baseline));
        });
      }
    });
  }

  void evidence() {
    std::size_t room = room_.evidence_posts;
    json_.array("evidence", first(alert_.evidence, kMaxEvidence), [&](const EvidenceItem& item) {
      const auto posts = first(item.posts, std::min(room, kMaxPostsPerEvidence));
      room -= posts.size();
      json_.object([&] {
        json_.field("kind", label(item.kind));
        json_.field("signal", label(item.signal));
        json_.field("key", excerpt(item.key));
        json_.field("accounts", item.accounts);
        json_.array("posts", posts, [&](const EvidencePost& p) { post(p); });
        json_.field("weight", item.weight);
        json_.field("text", sentence(item.text));
        json_.field_if_any("indicator", label(item.indicator));
      });
    });
  }

  void post(const EvidencePost& p) {
    json_.object([&] {
      json_.field("post", id(p.post));
      json_.field("account", id(p.account));
      json_.field("at", p.at);
      json_.object("source", [&] {
        json_.field("topic", excerpt(p.source.topic));
        json_.field("partition", p.source.partition);
        json_.field("offset", p.source.offset);
      });
      json_.field_if_any("sha256", label(p.sha256));
      json_.field_if_any("collector", excerpt(p.collector));
      json_.field_if_any("request_id", excerpt(p.request_id));
    });
  }

  void content() {
    json_.array("narratives", first(alert_.narratives, kMaxNarratives), [&](const Narrative& n) {
      json_.object([&] {
        json_.field("excerpt", excerpt(n.excerpt));
        json_.field_if_any("lang", label(n.lang));
        json_.field_if_any("translation", excerpt(n.translation));
        json_.field("share", n.share);
      });
    });
    json_.array("handoff", first(alert_.handoff, kMaxHandoffs), [&](const Handoff& h) {
      json_.object([&] {
        json_.field("platform", label(h.platform));
        json_.field("account", id(h.account));
        json_.field("at", h.at);
        json_.field("delay_s", h.delay_s);
      });
    });
    if (alert_.reach) {
      json_.object("reach", [&] {
        json_.field("estimate", alert_.reach->estimate);
        json_.field("lower", alert_.reach->lower);
        json_.field("upper", alert_.reach->upper);
        json_.field_if_any("basis", sentence(alert_.reach->basis));
      });
    }
    write_amplifiers(json_, alert_);
    write_places(json_, alert_);
    json_.array("geo", first(alert_.geo, kMaxCountries), [&](const GeoTarget& target) {
      json_.object([&] {
        json_.field("country", label(target.country));
        json_.field("share", target.share);
      });
    });
  }

  void context() {
    json_.array("benign_checks", first(alert_.benign_checks, kMaxChecks),
                [&](const BenignCheck& c) {
                  json_.object([&] {
                    json_.field("hypothesis", label(c.hypothesis));
                    json_.field("outcome", label(c.outcome));
                    json_.field_if_any("reason", sentence(c.reason));
                  });
                });
    json_.array("changes", first(alert_.changes, kMaxChanges),
                [&](const std::string& change) { json_.value(excerpt(change)); });
    json_.array_if_any("successor_of", alert_.successor_of,
                       [&](const std::string& id) { json_.value(label(id)); });
    json_.array("techniques", first(alert_.techniques, kMaxTechniques),
                [&](const std::string& technique) { json_.value(label(technique)); });
    json_.object("inference", [&] {
      json_.field_if_any("observed", paragraph(alert_.inference.observed));
      json_.field_if_any("normalised", paragraph(alert_.inference.normalised));
      json_.field_if_any("matched", paragraph(alert_.inference.matched));
      json_.field_if_any("excluded", paragraph(alert_.inference.excluded));
      json_.field_if_any("remaining", paragraph(alert_.inference.remaining));
    });
    write_rhythm(json_, alert_);
    write_evenness(json_, alert_);
    write_structure(json_, alert_);
    write_homogeneity(json_, alert_);
  }

  void provenance() {
    write_retention(json_, alert_);
    json_.field_if_any("config_sha256", label(alert_.config_sha256));
    json_.field_if_any("baseline_sha256", label(alert_.baseline_sha256));
    json_.field_if_any("engine_version", label(alert_.engine_version));
  }

  const Alert& alert_;
  Room room_;
  JsonWriter json_{kTypicalBytes};
};

}  // namespace

std::string to_flat_json(const Alert& alert) {
  return write_within_bounds(Room{}, [&](Room room) { return FlatWriter(alert, room).write(); });
}

}  // namespace lockstep::alert
