// Web addresses brought to one form, so that equal links are equal strings.
//
// What changes: http becomes https, the host lower-case ASCII (UTS #46) without "www." and "amp.",
// credentials, default ports and the fragment go; dot segments are resolved (RFC 3986, 5.2.4),
// percent-encoding is normalised (6.2.2), slashes at the end of the path and AMP endings go;
// tracking parameters go, the others are sorted; redirect pages that carry their target are
// unwrapped. "m." and "mobile." stay: nothing says that they show the same page.
//
//   HTTP://Www.Example.org:80/a/../b/?utm_source=x&b=2&a=1#top  ->  https://example.org/b?a=1&b=2
//
// The canonical form is ASCII and a fixed point. Not reentrant: one canonicaliser per thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hosts.h"
#include "lockstep/core/post.h"
#include "lockstep/core/status.h"
#include "redirectors.h"
#include "tracking.h"

namespace lockstep::normalize {

struct WebAddress {
  std::string canonical;           // empty: no web address
  std::string domain;              // registrable domain
  std::vector<std::string> marks;  // as Url::marks; may repeat
};

class UrlCanonicalizer {
 public:
  static constexpr std::size_t kMaxLength =
      8192;  // bytes, raw or canonical; longer is no web address
  static constexpr std::size_t kMaxMarks = 4;
  // Bytes of a mark's value. What is shorter says what it is about, not who; what is longer is the
  // state of a session, and differs from link to link.
  static constexpr std::size_t kMinMark = 4, kMaxMark = 64;

  UrlCanonicalizer(std::unique_ptr<Hosts> hosts, TrackingParameters tracking)
      : hosts_(std::move(hosts)), tracking_(std::move(tracking)) {}

  // "example.org/x" without a scheme is accepted; other schemes than http and https are not.
  void canonicalize(std::string_view raw, WebAddress& out);

  // Fills the normalised fields of `url`. The landing page is the last redirect, else `expanded`,
  // else `url`; the domains of everything before it are the hops, each once, in order.
  void settle(Url& url);

 private:
  struct Link {
    Host host;
    std::string port;    // with ':', or empty
    std::string target;  // path and query in normal form; the views below look into it
    std::string_view query;
    std::string path;      // without dot segments
    std::string fragment;  // with '#', where it is part of the page's name, or empty
    std::string kept;      // what a field of an alias looks into
    QueryFields fields;
  };

  bool split(std::string_view raw, Link& link);
  bool read_authority(std::string_view authority, Link& link);
  bool read_target(std::string_view path_and_query, Link& link);
  LinkParts parts_of(const Link& link) const;
  void drop_tracking(Link& link, std::vector<std::string>& marks) const;
  void write(Link& link, std::string& out) const;

  std::unique_ptr<Hosts> hosts_;
  TrackingParameters tracking_;
  Link link_, next_;
  std::string cleaned_;
  WebAddress address_;
};

}  // namespace lockstep::normalize
