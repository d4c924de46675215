#include "lockstep/report/package.h"

#include <catch2/catch.hpp>
#include <sstream>

#include "lockstep/core/hash.h"
#include "lockstep/report/custody.h"
#include "sample_alerts.h"

namespace lockstep::report {
namespace {

using alert::Alert;
namespace samples = alert::samples;

const std::string& file(const std::vector<PackageFile>& files, std::string_view name) {
  for (const PackageFile& f : files) {
    if (f.name == name) return f.bytes;
  }
  FAIL("no file " << name);
  return files.front().bytes;
}

std::vector<PackageFile> packaged(const Alert& alert) {
  return package_of(alert, to_flat_json(alert));
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the appendix is the alert, byte for byte", "[unit][report]") {
  const Alert alert = samples::typical();
  CHECK(file(packaged(alert), "appendix.json") == to_flat_json(alert) + '\n');
}

TEST_CASE("a record that is evidence of several things is one row", "[unit][report]") {
  const Alert alert = samples::typical();
  const auto records = records_of(alert);
  REQUIRE(records.size() == 18);
  CHECK(records[0].evidence == std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 6});
  CHECK(records[17].evidence == std::vector<std::size_t>{0});
  std::istringstream index{file(packaged(alert), "index.csv")};
  std::vector<std::string> rows;
  for (std::string row; std::getline(index, row);) rows.push_back(row);
  REQUIRE(rows.size() == 19);
  CHECK(rows[0] == "record,post,account,at,topic,partition,offset,sha256,evidence\r");
  CHECK(rows[1] ==
        "1,\"telegram:55000\",\"telegram:1900000000000000101\","
        "2026-04-16T09:42:31.000Z,\"social.raw.telegram.v1\",0,880123,\"" +
            samples::hex64(0) +
            "\",\"E1 text; E2 redirect; E3 url; E4 domain; E5 ip; E6 ip-prefix; E7 "
            "asn\"\r");
}

TEST_CASE("quotes and line breaks stay inside their cell", "[unit][report]") {
  Alert alert = samples::typical();
  alert.evidence.resize(1);
  alert.evidence[0].posts.resize(1);
  alert.evidence[0].posts[0].post = "x:a\"b\nc,d";
  CHECK(has(file(packaged(alert), "index.csv"), "1,\"x:a\"\"b\nc,d\",\"telegram:"));
}

TEST_CASE("the summary says what is claimed, what it cannot know, and what is not in it",
          "[unit][report]") {
  const std::string summary = file(packaged(samples::typical()), "summary.md");
  for (const char* part :
       {"# cib\\-7f3a91c2d4e5f601, version 1, open", "unvalidated lead",
        "Raw records are referenced, not included", "18 raw records",
        "**Admiralty code**: B2\\: source usually reliable; information probably true",
        "**remaining**", "Who is behind it\\. No actor is named"})
    CHECK(has(summary, part));
}

TEST_CASE("nothing of a post becomes Markdown", "[unit][report]") {
  Alert alert = samples::typical();
  alert.summary = "# big [link](javascript:x) <script> `code` ![i](u)\n\n---";
  const std::string summary = file(packaged(alert), "summary.md");
  CHECK(has(summary,
            "\\# big \\[link\\]\\(javascript\\:x\\) \\<script\\> \\`code\\` \\!\\[i\\]\\(u\\) "
            "\\-\\-\\-\n"));
}

TEST_CASE("the sums are those of the files", "[unit][report]") {
  const auto files = packaged(samples::typical());
  REQUIRE(files.size() == 4);
  std::string sums;
  for (const char* name : {"appendix.json", "index.csv", "summary.md"})
    sums += to_hex(sha256(file(files, name))) + "  " + name + '\n';
  CHECK(file(files, "SHA256SUMS") == sums);
}

TEST_CASE("the archive is ustar, sorted, dated by the alert, and the same every time",
          "[unit][report]") {
  const Alert alert = samples::typical();
  const std::string tar = *to_tar(alert, packaged(alert));
  CHECK(tar == *to_tar(alert, packaged(alert)));
  CHECK(tar.size() % 512 == 0);
  CHECK(tar.substr(257, 5) == "ustar");
  const std::string folder = "cib-7f3a91c2d4e5f601-v1/";
  CHECK(tar.substr(0, folder.size() + 10) == folder + "SHA256SUMS");
  std::size_t last = 0;
  for (const char* name : {"SHA256SUMS", "appendix.json", "index.csv", "summary.md"}) {
    const auto at = tar.find(folder + name);
    REQUIRE(at != std::string::npos);
    CHECK(at % 512 == 0);
    CHECK(at >= last);
    last = at;
    CHECK(tar.substr(at + 136, 11) == fmt::format("{:011o}", 1776332700));  // detected_at
  }
}

TEST_CASE("a package of any alert can be written", "[unit][report]") {
  for (const Alert& alert : {samples::minimal(), samples::maximal(), samples::hostile()})
    CHECK(to_tar(alert, packaged(alert)).ok());
}

TEST_CASE("an archive is held against the alert: matched, moved, altered, gone", "[unit][report]") {
  Alert alert = samples::typical();
  alert.evidence.resize(1);
  auto& posts = alert.evidence[0].posts;
  posts.resize(7);
  for (std::size_t i = 0; i < posts.size(); ++i) {
    posts[i].post = fmt::format("x:{}", i);
    posts[i].source = {"archive/day.jsonl", 0, static_cast<std::int64_t>(i)};
    posts[i].sha256 = to_hex(sha256(fmt::format("record {}", i)));
  }
  posts[6].sha256.clear();
  CustodyCheck check(alert);
  const std::string day = "/elsewhere/day.jsonl.zst";
  check.see(day, {"", 0, 0}, "record 0", {"x:0"});
  check.see(day, {"", 0, 1}, "record 1, no post any more", {});
  check.see(day, {"", 0, 2}, "of another post", {"x:77"});
  check.see("other.jsonl", {"", 0, 77}, "record 2", {});
  check.see("day.jsonl", {"", 0, 3}, "of another post", {"x:78"});
  check.see("other.jsonl", {"", 0, 78}, "record 4, written anew", {"x:79", "x:4"});
  check.see("day.jsonl", {"", 1, 5}, "of another partition", {});
  const auto findings = check.findings();
  REQUIRE(findings.size() == 7);
  CHECK(findings[0].custody == Custody::kMatched);
  CHECK(findings[1].custody == Custody::kDiffers);
  CHECK(findings[1].seen_sha256 == to_hex(sha256("record 1, no post any more")));
  CHECK(findings[2].custody == Custody::kMatched);
  CHECK(findings[2].seen_sha256.empty());
  CHECK(findings[3].custody == Custody::kMissing);
  CHECK(findings[4].custody == Custody::kDiffers);
  CHECK(findings[4].seen_sha256 == to_hex(sha256("record 4, written anew")));
  CHECK(findings[5].custody == Custody::kMissing);
  CHECK(findings[6].custody == Custody::kNoDigest);
}

TEST_CASE("a copy that was altered does not hide the one that was not", "[unit][report]") {
  Alert alert = samples::typical();
  alert.evidence.resize(1);
  auto& post = alert.evidence[0].posts[0];
  alert.evidence[0].posts.resize(1);
  post.sha256 = to_hex(sha256("record"));
  CustodyCheck check(alert);
  check.see("a", {"", 0, 0}, "record", {post.post});
  check.see("b", {"", 0, 0}, "record, altered", {post.post});
  CHECK(check.findings()[0].custody == Custody::kMatched);
}

}  // namespace lockstep::report
