// What NetworkRows holds.
#pragma once

#include <cstdint>
#include <vector>

#include "lockstep/lab/network.h"
#include "name_table.h"

namespace lockstep::lab {

struct NetworkRows::Table {
  struct Row {
    std::int64_t time = 0;   // us
    NameId object = 0;       // in `items`
    NameId content = 0;      // in `items`, so that an object can be recognised as a content
    NameId account = 0;      // in `accounts`
    std::uint16_t kind = 0;  // in `kinds`
    bool survives = true;    // its content has passed step 3
  };
  std::vector<Row> rows;
  NameTable items, accounts, kinds;
};

}  // namespace lockstep::lab
