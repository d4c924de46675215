#include "language.h"

#include "valid_post.h"

using namespace lockstep;
using namespace lockstep::normalize;

TEST_CASE("a sentence shows its language", "[normalize]") {
  struct Case {
    const char *text, *language;
  };
  const auto c = GENERATE(values<Case>({
      {"they close the harbour tonight and nobody shall know", "en"},
      {"de stänger hamnen i natt och ingen får veta", "sv"},
      {"das ist doch alles gelogen <u>", "de"},
      {"<m> el puerto cierra esta noche <u>", "es"},
      {"сегодня закрывают порт", "ru"},
      {"今日は港が閉鎖されます", "ja"},
      {"شهدت المدينة", "ar"},
  }));
  CAPTURE(c.text);
  CHECK(language_of(c.text) == c.language);
}

TEST_CASE("too little shows none", "[normalize]") {
  for (const char* text :
       {"", "ok", "no way", "<u>", "<m> <m> <m> <u> <n>", "😂😂😂😂", "1234567890 12", "thanks <m> <m>",
        "\xff\xfe broken bytes of no text at all"}) {
    CAPTURE(text);
    CHECK(language_of(text).empty());
  }
}

TEST_CASE("what the platform says stands, the rest is guessed, unless told not to",
          "[normalizer]") {
  Post post = valid_post();
  post.text = "De stänger hamnen i natt och ingen får veta. https://relay.example/a";
  Post told = post, quiet = post;
  REQUIRE_FALSE(make_normalizer()->normalize(post, std::nullopt));
  CHECK(post.lang == "sv");
  told.lang = "no";
  REQUIRE_FALSE(make_normalizer()->normalize(told, std::nullopt));
  CHECK(told.lang == "no");
  NormalizeConfig config;
  config.detect_language = false;
  REQUIRE_FALSE(make_normalizer(config)->normalize(quiet, std::nullopt));
  CHECK(quiet.lang.empty());
}
