#include "lockstep/io/snapshot_folder.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <new>
#include <thread>

#include "lockstep/engine/engine.h"
#include "snapshot_file.h"
#include "traced_posts.h"

namespace {

thread_local bool heap_is_forbidden = false;

[[maybe_unused]] void* allocate(std::size_t bytes) {
  if (heap_is_forbidden) std::abort();
  if (void* memory = std::malloc(bytes)) return memory;
  throw std::bad_alloc();
}

}  // namespace

// A forked writer that asked for memory could wait for ever. The address sanitizer has operators of
// its own, which must not be mixed with these; the other builds look.
#ifndef __SANITIZE_ADDRESS__
void* operator new(std::size_t bytes) { return allocate(bytes); }
void* operator new[](std::size_t bytes) { return allocate(bytes); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
#endif

namespace lockstep::io {
namespace {

namespace fs = std::filesystem;
using runtime::SnapshotLabel;
using runtime::StateStore;
using State = std::vector<std::uint64_t>;

class Folder {
 public:
  Folder() {
    std::string path = (fs::temp_directory_path() / "lockstep-snapshots-XXXXXX").string();
    REQUIRE(::mkdtemp(path.data()) != nullptr);
    path_ = path;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  std::string path() const { return path_; }
  std::vector<std::string> files() const {
    std::vector<std::string> out;
    for (const auto& entry : fs::directory_iterator(path_))
      if (entry.path().filename() != "in-use") out.push_back(entry.path().filename());
    std::sort(out.begin(), out.end());
    return out;
  }
  std::string slurp(const std::string& name) const {
    std::ifstream in(path_ + '/' + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void spew(const std::string& name, const std::string& bytes) const {
    std::ofstream(path_ + '/' + name, std::ios::binary) << bytes;
  }

 private:
  std::string path_;
};

std::unique_ptr<SnapshotFolder> open(const Folder& folder) {
  auto opened = SnapshotFolder::open(folder.path());
  REQUIRE(opened.ok());
  return *std::move(opened);
}

SnapshotLabel label_at(std::int64_t minute) {
  SnapshotLabel label;
  label.state_format = 7;
  label.engine_version = "1.2.3";
  label.topics = {"a"};
  label.tick = from_micros(minute * 60'000'000);
  label.places = {{"a", 0, 10, 20}};
  return label;
}

StateStore::Write writer_of(State& state) {
  return [&state](StateWriter& ar) { ar(state); };
}

State some_state(std::size_t n) {
  State state(n);
  for (std::size_t i = 0; i < n; ++i) state[i] = mix64(i);
  return state;
}

Status load(SnapshotFolder& folder, const std::string& name, State& into) {
  return folder.load(name, [&into](StateReader& ar) { ar(into); });
}

// What became of it, once it is known.
StateStore::Outcome await(SnapshotFolder& folder) {
  for (;;) {
    if (auto outcome = folder.outcome()) return *std::move(outcome);
    std::this_thread::yield();
  }
}

}  // namespace

TEST_CASE("a snapshot is read as it was written, and the newest two are kept", "[unit][io]") {
  const Folder folder;
  auto snapshots = open(folder);
  CHECK(snapshots->list().empty());
  for (std::int64_t minute = 1; minute <= 3; ++minute) {
    auto state = some_state(1'000 * static_cast<std::size_t>(minute));
    const auto outcome = snapshots->write_now(label_at(minute), writer_of(state));
    REQUIRE(outcome.status.ok());
    CHECK(outcome.bytes > 0);
  }
  CHECK(folder.files() ==
        std::vector<std::string>{"snapshot-00000002.lockstep", "snapshot-00000003.lockstep"});
  // So it is for the next process.
  snapshots.reset();
  snapshots = open(folder);
  const auto found = snapshots->list();
  REQUIRE(found.size() == 2);
  REQUIRE(found[0].label.ok());
  CHECK(found[0].label->tick == label_at(3).tick);
  CHECK(found[0].label->places[0].read == 20);
  State state;
  REQUIRE(load(*snapshots, found[0].name, state).ok());
  CHECK(state == some_state(3'000));
  REQUIRE(load(*snapshots, found[1].name, state).ok());
  CHECK(state == some_state(2'000));
  auto more = some_state(5);
  REQUIRE(snapshots->write_now(label_at(4), writer_of(more)).status.ok());
  CHECK(folder.files() ==
        std::vector<std::string>{"snapshot-00000003.lockstep", "snapshot-00000004.lockstep"});
}

TEST_CASE("what is begun is written beside the caller, as it was at that moment", "[unit][io]") {
  const Folder folder;
  const auto snapshots = open(folder);
  auto state = some_state(500'000);
  snapshots->begin(label_at(1), writer_of(state));
  CHECK(snapshots->busy());
  for (auto& x : state) x = 0;
  snapshots->begin(label_at(2), writer_of(state));  // not while the other is being written
  const auto outcome = await(*snapshots);
  REQUIRE(outcome.status.ok());
  CHECK(outcome.bytes > 3'000'000);
  CHECK(outcome.seconds > 0);
  CHECK(outcome.pause_seconds < outcome.seconds);
  CHECK_FALSE(snapshots->busy());
  CHECK_FALSE(snapshots->outcome().has_value());
  State back;
  REQUIRE(snapshots->list().size() == 1);
  REQUIRE(load(*snapshots, snapshots->list()[0].name, back).ok());
  CHECK(back == some_state(500'000));
}

TEST_CASE("writing a whole engine asks the heap for nothing", "[unit][io]") {
  const Folder folder;
  const auto registry = signals::Registry::with_all();
  engine::Engine engine({}, registry, {});
  std::vector<alert::Alert> out;
  for (int i = 0; i < 3'000; ++i) {
    const auto account = std::to_string(i % 40);
    engine.on_post(test::post(registry, account, std::to_string(i), 30.0 * i,
                              [&](Post& p) {
                                p.infra.device_id = "d" + std::to_string(i % 40 / 3);
                                p.hashtags = {"t" + std::to_string(i / 13), "u"};
                                p.plain_text = p.folded_text =
                                    "what everybody says on day " + std::to_string(i / 20);
                              }),
                   out);
  }
  REQUIRE(engine.stats().evidence.pairs.records > 100);
  std::map<std::string, std::vector<std::shared_ptr<const std::string>>> state;
  for (int i = 0; i < 3'000; ++i)
    for (int j = 0; j < 3; ++j)
      state[std::to_string(i)].push_back(
          std::make_shared<const std::string>(std::string(static_cast<std::size_t>(i), 'x')));
  SnapshotWriter writer;
  writer.prepare(label_at(1));
  const StateStore::Write write = [&](StateWriter& ar) { ar(state, engine); };
  const auto path = folder.path() + "/out";
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT, 0600);
  heap_is_forbidden = true;
  const int error = writer.write_file(fd, write);
  heap_is_forbidden = false;
  ::close(fd);
  CHECK(error == 0);
  CHECK(read_label(path).ok());
}

// Threads that hold the heap's locks nearly always: a writer that wanted one would never end.
TEST_CASE("a fork in the middle of other threads' work is no danger", "[property][io]") {
  const Folder folder;
  const auto snapshots = open(folder);
  std::atomic<bool> stop{false};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&stop] {
      std::map<int, std::string> busy;
      for (int i = 0; !stop; ++i) {
        busy[i % 1'000] = std::string(static_cast<std::size_t>(i % 5'000), 'b');
        if (i % 64 == 0) std::fputs("", stderr);
      }
    });
  }
  auto state = some_state(20'000);
  for (int round = 0; round < 100; ++round) {
    state[0] = static_cast<std::uint64_t>(round);
    snapshots->begin(label_at(round), writer_of(state));
    REQUIRE(await(*snapshots).status.ok());
  }
  stop = true;
  for (auto& thread : threads) thread.join();
  State back;
  REQUIRE(load(*snapshots, snapshots->list()[0].name, back).ok());
  CHECK(back[0] == 99);
}

TEST_CASE("damage anywhere in the file is found before anything is made of it", "[property][io]") {
  const Folder folder;
  const auto snapshots = open(folder);
  auto state = some_state(100);
  REQUIRE(snapshots->write_now(label_at(1), writer_of(state)).status.ok());
  const auto name = folder.files().at(0);
  const auto good = folder.slurp(name);
  const auto refused = [&](const std::string& bytes) {
    folder.spew(name, bytes);
    const auto found = snapshots->list();
    if (found.size() != 1) return false;
    State back;
    return !found[0].label.ok() || load(*snapshots, name, back).code() == StatusCode::kDataLoss;
  };
  for (std::size_t n = 0; n < good.size(); ++n) REQUIRE(refused(good.substr(0, n)));
  for (std::size_t bit = 0; bit < good.size() * 8; bit += 3) {
    auto bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << (bit % 8)));
    REQUIRE(refused(bad));
  }
  REQUIRE(refused(good + "x"));
  REQUIRE_FALSE(refused(good));
}

TEST_CASE("a file of another format or none of ours is refused by name", "[unit][io]") {
  const Folder folder;
  const auto snapshots = open(folder);
  folder.spew("snapshot-00000009.lockstep", "lockstep-state/2\nwhatever comes then");
  folder.spew("snapshot-00000008.lockstep", "#!/bin/sh\n");
  folder.spew("something else", "");
  folder.spew("snapshot-x.lockstep", "");
  const auto found = snapshots->list();
  REQUIRE(found.size() == 2);
  CHECK(found[0].name == "snapshot-00000009.lockstep");
  CHECK(message_of(found[0].label.status()) == "of another file format, 2; this version reads 1");
  CHECK(message_of(found[1].label.status()) == "not a snapshot");
}

TEST_CASE("a disk that is full costs a snapshot and nothing else", "[unit][io]") {
  const Folder folder;
  const auto snapshots = open(folder);
  auto state = some_state(1'000);
  REQUIRE(snapshots->write_now(label_at(1), writer_of(state)).status.ok());
  state = some_state(100'000);
  const auto before = std::signal(SIGXFSZ, SIG_IGN);
  rlimit old{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &old) == 0);
  const rlimit small{100'000, old.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  snapshots->begin(label_at(2), writer_of(state));
  const auto beside = await(*snapshots);
  const auto at_once = snapshots->write_now(label_at(3), writer_of(state));
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &old) == 0);
  std::signal(SIGXFSZ, before);
  for (const auto& outcome : {beside, at_once}) {
    CHECK(outcome.status.code() == StatusCode::kResourceExhausted);
    CHECK(message_of(outcome.status).find("File too large") != std::string::npos);
  }
  CHECK(folder.files() == std::vector<std::string>{"snapshot-00000001.lockstep"});
  REQUIRE(snapshots->write_now(label_at(4), writer_of(state)).status.ok());
}

TEST_CASE("a folder that goes away, or cannot be, is an error with its name", "[unit][io]") {
  const Folder folder;
  auto snapshots = open(folder);
  fs::remove_all(folder.path());
  auto state = some_state(10);
  snapshots->begin(label_at(1), writer_of(state));
  CHECK(await(*snapshots).status.code() == StatusCode::kNotFound);
  CHECK(snapshots->list().empty());
  CHECK_FALSE(SnapshotFolder::open("/dev/null/folder").ok());
}

TEST_CASE("a writer that is killed is told of, and leaves nothing", "[unit][io]") {
  const Folder folder;
  const auto snapshots = open(folder);
  snapshots->begin(label_at(1), [](StateWriter&) { ::raise(SIGKILL); });
  const auto outcome = await(*snapshots);
  CHECK(message_of(outcome.status).find("was ended by signal 9") != std::string::npos);
  CHECK(folder.files().empty());
}

TEST_CASE("the last snapshot does not wait for one that is still being written", "[unit][io]") {
  const Folder folder;
  auto snapshots = open(folder);
  snapshots->begin(label_at(1), [](StateWriter&) {
    for (;;) ::pause();
  });
  CHECK(snapshots->busy());
  CHECK_FALSE(snapshots->outcome().has_value());
  auto state = some_state(10);
  CHECK(snapshots->write_now(label_at(2), writer_of(state)).status.ok());
  CHECK(folder.files() == std::vector<std::string>{"snapshot-00000002.lockstep"});
  snapshots->begin(label_at(3), [](StateWriter&) {
    for (;;) ::pause();
  });
  snapshots.reset();  // nor does the end
  CHECK(folder.files() == std::vector<std::string>{"snapshot-00000002.lockstep"});
}

TEST_CASE("what a crash left unfinished is removed at the next start", "[unit][io]") {
  const Folder folder;
  folder.spew("snapshot-00000005.lockstep.partial", "half");
  const auto snapshots = open(folder);
  CHECK(folder.files().empty());
}

TEST_CASE("a folder is one process's", "[unit][io]") {
  const Folder folder;
  auto snapshots = open(folder);
  const auto other_may = [&folder] {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(SnapshotFolder::open(folder.path()).ok() ? 0 : 1);
    int how = 0;
    ::waitpid(child, &how, 0);
    return WEXITSTATUS(how) == 0;
  };
  CHECK_FALSE(other_may());
  snapshots.reset();
  CHECK(other_may());
}

}  // namespace lockstep::io
