#include "disarm.h"

#include <catch2/catch.hpp>

using lockstep::alert::find_technique;

TEST_CASE("a technique is found by its id") {
  const auto technique = find_technique("T0049.003");
  REQUIRE(technique);
  CHECK(technique->id == "T0049.003");
  CHECK(technique->name == "Bots Amplify via Automated Forwarding and Reposting");
  CHECK(technique->phase == "maximise-exposure");
  CHECK(technique->uuid == "e6ab2793-a059-4354-bb60-045afb019833");
  CHECK(technique->created == "2024-11-22T16:43:58.09072Z");
}

TEST_CASE("the first and the last of the table are found, and what lies beside them is not") {
  CHECK(find_technique("T0015.002"));
  CHECK(find_technique("T0153.003"));
  for (const char* id :
       {"", "T", "T0015.001", "T0049.006", "T0090", "T0104", "T0153.004", "t0049", "T9999"}) {
    CHECK_FALSE(find_technique(id));
  }
}
