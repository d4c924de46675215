#include "field_rules.h"

#include <catch2/catch.hpp>
#include <limits>

#include "lockstep/normalize/rejection.h"

using namespace lockstep::normalize;

TEST_CASE("Languages are primary subtags", "[field_rules]") {
  struct Case {
    const char* tag;
    const char* primary;
  };
  for (const Case& c : std::initializer_list<Case>{{"sv", "sv"},
                                                   {"sv-SE", "sv"},
                                                   {"SV_se", "sv"},
                                                   {"zh-Hant-TW", "zh"},
                                                   {"yue", "yue"},
                                                   {"", ""},
                                                   {"und", ""},
                                                   {"zxx", ""},
                                                   {"qme", ""},
                                                   {"qaa", ""},
                                                   {"qtz", ""},
                                                   {"qua", "qua"},
                                                   {"e", ""},
                                                   {"engl", ""},
                                                   {"e1", ""},
                                                   {"-sv", ""},
                                                   {"iw", "he"},
                                                   {"IN-ID", "id"},
                                                   {"\xFF\xFE", ""}}) {
    CAPTURE(c.tag);
    CHECK(primary_language(c.tag) == c.primary);
  }
}

TEST_CASE("Perceptual hashes have their exact length in hex", "[field_rules]") {
  const auto settle = [](std::string hash, std::size_t digits) {
    const bool good = settle_perceptual_hash(hash, digits);
    return std::pair{good, hash};
  };
  const std::string pdq = "E2a1c4593b7d0f18e2a1c4593b7d0f18e2a1c4593b7d0f18e2a1c4593b7d0f18";
  CHECK(settle("", 64) == std::pair{true, std::string()});
  CHECK(settle(pdq, 64) == std::pair{true, 'e' + pdq.substr(1)});
  CHECK(settle("E2a1c4593b7d0f18", 16) == std::pair{true, std::string("e2a1c4593b7d0f18")});
  for (const std::string& bad : {pdq.substr(1), pdq + "0", pdq.substr(1) + "g", pdq.substr(1) + " ",
                                 std::string(64, '0'), std::string(64, 'F')}) {
    CAPTURE(bad);
    CHECK(settle(bad, 64) == std::pair{false, std::string()});
  }
}

TEST_CASE("Content ids are a SHA-256 or another printable id", "[field_rules]") {
  const auto settle = [](std::string id) {
    const bool good = settle_content_id(id);
    return std::pair{good, id};
  };
  CHECK(settle("") == std::pair{true, std::string()});
  CHECK(settle(std::string(64, 'A')) == std::pair{true, std::string(64, 'a')});
  CHECK(settle("bafkreiBASE32") == std::pair{true, std::string("bafkreiBASE32")});
  CHECK(settle(std::string(127, 'x')).first);
  CHECK(settle(std::string(128, 'x')).first);
  CHECK(settle(std::string(129, 'x')) == std::pair{false, std::string()});
  CHECK(settle("two words") == std::pair{false, std::string()});
  CHECK(settle("é") == std::pair{false, std::string()});
  CHECK(settle("a\n") == std::pair{false, std::string()});
}

TEST_CASE("Impossible numbers are not known", "[field_rules]") {
  const auto count = [](std::int64_t n) {
    std::optional<std::int64_t> value = n;
    settle_count(value);
    return value.has_value();
  };
  CHECK_FALSE(count(-1));
  CHECK(count(0));
  CHECK(count(1));
  const auto probability = [](double p) {
    std::optional<double> value = p;
    settle_probability(value);
    return value.has_value();
  };
  CHECK_FALSE(probability(-0.01));
  CHECK(probability(0.0));
  CHECK(probability(1.0));
  CHECK_FALSE(probability(1.01));
  CHECK_FALSE(probability(std::numeric_limits<double>::quiet_NaN()));
  CHECK_FALSE(probability(std::numeric_limits<double>::infinity()));
}

TEST_CASE("Every reason has a name of its own", "[rejection]") {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < kReasonCount; ++i) {
    const std::string_view reason = name(static_cast<Reason>(i));
    CHECK(reason != "unknown");
    CHECK(std::find(names.begin(), names.end(), reason) == names.end());
    names.push_back(reason);
  }
  CHECK(name(static_cast<Reason>(kReasonCount)) == "unknown");
}
