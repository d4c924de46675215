#include "lockstep/runtime/export_log.h"

#include "lockstep/runtime/log.h"

namespace lockstep::runtime {

void log_export(std::string_view component, std::string_view place, const Export& what) {
  if (what.profile == alert::Profile::kInternal) return;
  log(Level::kInfo, component, "export",
      {{"alert", what.alert_id},
       {"version", what.version},
       {"profile", name(what.profile)},
       {"tlp", what.tlp},
       {place, what.to}});
}

}  // namespace lockstep::runtime
