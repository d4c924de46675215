#include "lockstep/normalize/normalizer.h"

namespace lockstep::normalize {

void NormalizeConfig::describe(ConfigVisitor& v) {
  v.field("time_min", time_min, "Records from before this time are rejected.");
  v.field("time_max", time_max, "Records from this time on are rejected.");
  v.field("max_skew", max_skew, {Duration{0}, std::chrono::hours{24}},
          "A created_at further ahead of the collector's clock than this is set back to it.");
  v.field("record_bytes", record_bytes, {1024, 64 << 20}, "Larger records are rejected, in bytes.");
  v.field("tracking_parameters", tracking_parameters,
          "File of query parameters to drop from links; empty: the built-in list.");
  v.field("public_suffix_list", public_suffix_list,
          "File in the format of publicsuffix.org; empty: the list libpsl came with.");
  v.field("asn_database", asn_database,
          "MMDB file that knows the network of an address; empty: none.");
  v.field("country_database", country_database,
          "MMDB file that knows the country of an address; empty: none.");
  v.field("detect_language", detect_language,
          "Whether the language of a text is guessed where its platform does not say.");
}

}  // namespace lockstep::normalize
