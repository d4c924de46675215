#include "lockstep/core/hash.h"

#include <catch2/catch.hpp>

using namespace lockstep;

// Keys, ids and seeds are made of these. If a value changes, every alert id changes with it: that
// is a decision for a version, not a fix for a test.
TEST_CASE("stable hashes are pinned", "[golden][core]") {
  CHECK(stable_hash("") == 0x2d06800538d394c2ULL);
  CHECK(stable_hash("lockstep") == stable_hash(std::string{"lockstep"}));
  CHECK(stable_hash("a", 1) != stable_hash("a", 2));
  CHECK(mix64(0) == 0xe220a8397b1dcdafULL);
  CHECK(to_hex(sha256("abc")) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
