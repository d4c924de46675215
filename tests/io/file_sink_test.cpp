#include "lockstep/io/file_sink.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "scratch_folder.h"

namespace lockstep::io {
namespace {

using testing::ScratchFolder;

}  // namespace

TEST_CASE("a file appears whole, on commit and not before", "[unit][io]") {
  const ScratchFolder folder("sink-commit");
  const std::string path = folder.write("out", "old");
  auto file = *AtomicFile::create(path);
  std::string expected;
  for (int i = 0; i < 300'000; ++i) {
    const std::string line = std::to_string(i) + '\n';
    expected += line;
    REQUIRE(file->write(line).ok());
  }
  CHECK(ScratchFolder::read(path) == "old");
  REQUIRE(file->commit().ok());
  CHECK(ScratchFolder::read(path) == expected);
  file.reset();
  CHECK(ScratchFolder::read(path) == expected);
  CHECK(folder.files() == 1);
}

TEST_CASE("without commit nothing is left and the old file stays", "[unit][io]") {
  const ScratchFolder folder("sink-discard");
  const std::string path = folder.write("out", "old");
  {
    auto file = *AtomicFile::create(path);
    REQUIRE(file->write(std::string(2 << 20, 'x')).ok());
    CHECK(folder.files() == 2);
  }
  CHECK(ScratchFolder::read(path) == "old");
  CHECK(folder.files() == 1);
}

TEST_CASE("a link stays a link", "[unit][io]") {
  const ScratchFolder folder("sink-link");
  const std::string target = folder.write("target", "old");
  std::filesystem::create_symlink(target, folder / "link");
  auto file = *AtomicFile::create(folder / "link");
  REQUIRE(file->write("new").ok());
  REQUIRE(file->commit().ok());
  CHECK(std::filesystem::is_symlink(folder / "link"));
  CHECK(ScratchFolder::read(target) == "new");
}

TEST_CASE("a device is written to, not replaced", "[unit][io]") {
  auto file = *AtomicFile::create("/dev/null");
  REQUIRE(file->write("x").ok());
  REQUIRE(file->commit().ok());
  CHECK(std::filesystem::is_character_file("/dev/null"));
}

TEST_CASE("a full disk is an error, and stays one", "[unit][io]") {
  auto file = *AtomicFile::create("/dev/full");
  REQUIRE(file->write("x").ok());
  const Status status = file->commit();
  CHECK(status.code() == StatusCode::kResourceExhausted);
  CHECK_THAT(message_of(status), Catch::Contains("/dev/full"));
  CHECK_FALSE(file->write("more").ok());
  CHECK_FALSE(file->commit().ok());
}

TEST_CASE("what cannot be created says why", "[unit][io]") {
  const ScratchFolder folder("sink-missing");
  CHECK(AtomicFile::create(folder / "none/out").status().code() == StatusCode::kNotFound);
  CHECK(AtomicFile::create(folder / "").status().code() == StatusCode::kInvalidArgument);
}

}  // namespace lockstep::io
