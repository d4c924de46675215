// Writes sample alerts for the validators outside: scripts/stix_validate.py and
// scripts/check_alerts.py read alert-samples/ in the build folder.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "lockstep/alert/alert.h"
#include "sample_alerts.h"

namespace lockstep::alert {
namespace {

void write_file(const std::filesystem::path& path, const std::string& line) {
  std::ofstream file{path, std::ios::binary};
  file << line << '\n';
  REQUIRE(file.flush());
}

}  // namespace

TEST_CASE("sample alerts lie ready for the validators") {
  struct Case {
    std::string name;
    Alert alert;
  };
  const std::filesystem::path folder = std::filesystem::path{LOCKSTEP_BINARY_DIR} / "alert-samples";
  std::filesystem::create_directories(folder);
  for (const auto& [name, alert] : std::vector<Case>{{"minimal", samples::minimal()},
                                                     {"typical", samples::typical()},
                                                     {"update", samples::typical_update()},
                                                     {"maximal", samples::maximal()},
                                                     {"hostile", samples::hostile()}}) {
    write_file(folder / (name + ".json"), to_flat_json(alert));
    write_file(folder / (name + ".stix.json"), to_stix(alert, {}));
    for (const Profile profile : {Profile::kPartner, Profile::kTakedown}) {
      StixOptions options;
      options.profile = profile;
      const std::string file = name + '.' + std::string{alert::name(profile)} + ".stix.json";
      write_file(folder / file, to_stix(alert, options));
    }
    CHECK(std::filesystem::file_size(folder / (name + ".json")) > 900);
  }
}

}  // namespace lockstep::alert
