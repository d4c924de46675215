// What the tests of links share: one canonicaliser with the built-in lists, and tables of cases.
#pragma once

#include <catch2/catch.hpp>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "embedded.h"
#include "url.h"

namespace lockstep::normalize {

inline UrlCanonicalizer& canonicalizer() {
  static UrlCanonicalizer one(*Hosts::make(""),
                              *TrackingParameters::parse(builtin_tracking_parameters()));
  return one;
}

inline std::string canonical(std::string_view raw) {
  WebAddress address;
  canonicalizer().canonicalize(raw, address);
  return address.canonical;
}

struct LinkCase {
  const char* raw;
  const char* canonical;
};

// Each link has this form, and the form has itself.
inline void check_links(std::initializer_list<LinkCase> cases) {
  for (const LinkCase& c : cases) {
    CAPTURE(c.raw);
    CHECK(canonical(c.raw) == c.canonical);
    CHECK(canonical(canonical(c.raw)) == c.canonical);
  }
}

}  // namespace lockstep::normalize
