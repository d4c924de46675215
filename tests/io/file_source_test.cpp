#include "lockstep/io/file_source.h"

#define ZLIB_CONST
#include <zlib.h>
#include <zstd.h>

#include <catch2/catch.hpp>

#include "scratch_folder.h"

namespace lockstep::io {
namespace {

using testing::ScratchFolder;
using Strings = std::vector<std::string>;

std::string gzip(const std::string& bytes) {
  z_stream z{};
  REQUIRE(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&z, bytes.size()), '\0');
  z.next_in = reinterpret_cast<const Bytef*>(bytes.data());
  z.avail_in = static_cast<uInt>(bytes.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&z, Z_FINISH) == Z_STREAM_END);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

std::string zstd(const std::string& bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 3));
  return out;
}

struct Read {
  Strings records;
  Status status;
};

Read read_all(const std::string& path) {
  Read out;
  auto source = open_file_source({path});
  out.status = source.status();
  if (!source.ok()) return out;
  runtime::RawRecord record;
  for (std::int64_t number = 0;; ++number) {
    const auto more = (*source)->next(record);
    out.status = more.status();
    if (!more.ok() || !*more) break;
    CHECK(record.at == Coordinates{0, 0, number});
    out.records.push_back(record.bytes);
  }
  return out;
}

// About 2 MB that do not compress away.
std::string many_lines(Strings* records = nullptr) {
  std::string bytes;
  std::uint64_t x = 1;
  for (int i = 0; i < 40'000; ++i) {
    const std::string line =
        "{\"id\":" + std::to_string(x = mix64(x)) + ",\"n\":" + std::to_string(i) + "}";
    if (records != nullptr) records->push_back(line);
    bytes += line + '\n';
  }
  return bytes;
}

}  // namespace

TEST_CASE("plain, gzip and zstd give the same records, in one piece or several", "[unit][io]") {
  const ScratchFolder folder("file-source-packed");
  Strings records;
  const std::string bytes = many_lines(&records);
  const std::string half = bytes.substr(0, bytes.size() / 2), rest = bytes.substr(bytes.size() / 2);
  struct Case {
    const char* what;
    std::string content;
  };
  for (const Case& c : {Case{"plain", bytes}, Case{"gzip", gzip(bytes)},
                        Case{"gzip members", gzip(half) + gzip(rest)},
                        Case{"gzip with padding", gzip(half) + gzip(rest) + std::string(512, '\0')},
                        Case{"zstd", zstd(bytes)}, Case{"zstd frames", zstd(half) + zstd(rest)},
                        Case{"zstd, skippable first",
                             std::string("\x50\x2a\x4d\x18\x03\0\0\0abc", 11) + zstd(bytes)}}) {
    CAPTURE(c.what);
    const Read got = read_all(folder.write("input", c.content));  // the name says nothing
    CHECK(got.status.ok());
    CHECK(got.records == records);
  }
}

TEST_CASE("a damaged archive is data loss with its path and place, after the records before",
          "[unit][io]") {
  const ScratchFolder folder("file-source-damaged");
  Strings records;
  const std::string bytes = many_lines(&records);
  const bool gz = GENERATE(true, false);
  CAPTURE(gz);
  std::string packed = gz ? gzip(bytes) : zstd(bytes);
  SECTION("cut off") { packed.resize(packed.size() / 2); }
  SECTION("overwritten") { packed.replace(packed.size() / 2, 64, std::string(64, '\xff')); }
  SECTION("followed by something else") { packed += "garbage behind the archive"; }
  const std::string path = folder.write("input", packed);
  const Read got = read_all(path);
  CHECK(got.status.code() == StatusCode::kDataLoss);
  CHECK_THAT(message_of(got.status), Catch::StartsWith(path) && Catch::Contains("at byte"));
  REQUIRE(got.records.size() > 100);
  REQUIRE(got.records.size() <= records.size());
  CHECK(std::equal(got.records.begin(), got.records.end(), records.begin()));
}

TEST_CASE("an archive that ends at a member's end is whole", "[unit][io]") {
  const ScratchFolder folder("file-source-empty");
  for (const std::string& content : {gzip(""), zstd(""), std::string()}) {
    const Read got = read_all(folder.write("input", content));
    CHECK(got.status.ok());
    CHECK(got.records.empty());
  }
}

TEST_CASE("the sample is the CSV header, or the first JSON record without consuming it",
          "[unit][io]") {
  const ScratchFolder folder("file-source-sample");
  runtime::RawRecord record;
  {
    auto source = *open_file_source({folder.write("a.csv", "id,text\n1,\"x\ny\"\n"), 3});
    CHECK(source->framing() == normalize::Framing::kCsv);
    CHECK(source->sample() == "id,text");
    REQUIRE(*source->next(record));
    CHECK(record.bytes == "1,\"x\ny\"");
    CHECK(record.at == Coordinates{3, 0, 0});
    CHECK_FALSE(*source->next(record));
    CHECK_FALSE(*source->next(record));
  }
  auto source = *open_file_source({folder.write("a.jsonl", "{\"a\":1}\n{\"b\":2}\n")});
  CHECK(source->framing() == normalize::Framing::kJson);
  CHECK(source->sample() == "{\"a\":1}");
  REQUIRE(*source->next(record));
  CHECK(record.bytes == "{\"a\":1}");
  REQUIRE(*source->next(record));
  CHECK(record.bytes == "{\"b\":2}");
  CHECK(record.at.offset == 1);
  CHECK_FALSE(*source->next(record));
  CHECK(source->bytes_read() == 16);
  CHECK(source->bytes_total() == 16);
}

TEST_CASE("an archive that begins where a line was cut is known by its other lines", "[unit][io]") {
  const ScratchFolder folder("file-source-cut");
  runtime::RawRecord record;
  const std::string good = "{\"a\":1}\n{\"b\":2}\n";
  for (const std::string cut : {"lo\",\"id\":5}\n", "{\"text\":\"hel\n", "lo\"}\n"}) {
    CAPTURE(cut);
    auto source = *open_file_source({folder.write("a.jsonl", cut + good)});
    CHECK(source->framing() == normalize::Framing::kJson);
    CHECK(source->sample() == "{\"a\":1}");
    REQUIRE(*source->next(record));
    CHECK(record.bytes + '\n' == cut);  // it is not lost, but told as what it is
    CHECK(record.at.offset == 0);
    REQUIRE(*source->next(record));
    CHECK(record.bytes == "{\"a\":1}");
    REQUIRE(*source->next(record));
    CHECK(record.at.offset == 2);
    CHECK_FALSE(*source->next(record));
  }
  // Nothing but garbage is not looked through for good.
  std::string garbage;
  for (int i = 0; i < 100; ++i) garbage += "{x" + std::to_string(i) + "}\n";
  auto source = *open_file_source({folder.write("b.jsonl", garbage + good)});
  CHECK(source->sample() == "{x0}");
  for (int i = 0; i < 100; ++i) {
    REQUIRE(*source->next(record));
    REQUIRE(record.bytes == "{x" + std::to_string(i) + "}");
  }
}

TEST_CASE("a record over the limit is marked, also when it is the first", "[unit][io]") {
  const ScratchFolder folder("file-source-oversized");
  FileSourceOptions options{
      folder.write("a.jsonl", "{\"a\":\"" + std::string(100, 'x') + "\"}\n{\"b\":2}\n")};
  options.max_record_bytes = 50;
  auto source = *open_file_source(options);
  runtime::RawRecord record;
  REQUIRE(*source->next(record));
  CHECK(record.oversized);
  CHECK(record.bytes.size() == 50);
  REQUIRE(*source->next(record));
  CHECK_FALSE(record.oversized);
}

TEST_CASE("a framing that is asked for overrules the first line", "[unit][io]") {
  const ScratchFolder folder("file-source-framing");
  runtime::RawRecord record;
  FileSourceOptions json{folder.write("a", "oops, a log line\n{\"a\":1}\n")};
  json.framing = normalize::Framing::kJson;
  auto source = *open_file_source(json);
  REQUIRE(*source->next(record));
  CHECK(record.bytes == "oops, a log line");

  FileSourceOptions csv{folder.write("b", "id\n1\n")};
  csv.framing = normalize::Framing::kCsv;
  source = *open_file_source(csv);
  CHECK(source->sample() == "id");
  REQUIRE(*source->next(record));
  CHECK(record.bytes == "1");
}

TEST_CASE("what cannot be opened says why", "[unit][io]") {
  const ScratchFolder folder("file-source-missing");
  const auto missing = open_file_source({folder / "missing"});
  CHECK(missing.status().code() == StatusCode::kNotFound);
  CHECK_THAT(message_of(missing.status()), Catch::Contains("missing"));
  CHECK(open_file_source({folder / ""}).status().code() == StatusCode::kInvalidArgument);
}

}  // namespace lockstep::io
