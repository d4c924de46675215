#include "lockstep/core/text_sink.h"

#include <catch2/catch.hpp>
#include <vector>

namespace lockstep {

TEST_CASE("a CSV field is quoted where a bare one would be misread", "[unit][core]") {
  CHECK(csv_field("") == "");
  CHECK(csv_field("plain <&> 'text'") == "plain <&> 'text'");
  CHECK(csv_field("a,b") == "\"a,b\"");
  CHECK(csv_field("a\"b") == "\"a\"\"b\"");
  CHECK(csv_field("a\nb") == "\"a\nb\"");
  CHECK(csv_field("a\rb") == "\"a\rb\"");
  CHECK(csv_quoted("") == "\"\"");
}

TEST_CASE("text goes on in pieces, and none of it is lost", "[unit][core]") {
  std::vector<std::string> pieces;
  const TextSink sink = [&](std::string_view piece) {
    pieces.emplace_back(piece);
    return absl::OkStatus();
  };
  TextPieces text(sink);
  constexpr std::size_t kPiece = 1 << 20;
  text.append(std::string(kPiece - 1, 'a'));
  REQUIRE(text.flush_if_full().ok());
  CHECK(pieces.empty());
  text.print("{}", 7);
  REQUIRE(text.flush_if_full().ok());
  REQUIRE(pieces.size() == 1);
  CHECK(pieces[0].size() == kPiece);
  CHECK(pieces[0].back() == '7');
  text.append("end");
  REQUIRE(text.flush().ok());
  CHECK(pieces.back() == "end");
}

TEST_CASE("a sink that fails says so", "[unit][core]") {
  const TextSink full = [](std::string_view) { return unavailable("disk full"); };
  TextPieces text(full);
  CHECK(text.flush().code() == StatusCode::kUnavailable);
}

}  // namespace lockstep
