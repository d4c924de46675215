#include "lockstep/sequence/post_bytes.h"

#include <string>

namespace lockstep::sequence {
namespace {

std::size_t heap(const std::string& s) noexcept {
  static const std::size_t kInline = std::string{}.capacity();
  return s.capacity() > kInline ? s.capacity() + 1 : 0;
}

template <class... Strings>
std::size_t heap_of(const Strings&... strings) noexcept {
  return (heap(strings) + ...);
}

}  // namespace

std::size_t post_bytes(const TracedPost& p) noexcept {
  std::size_t bytes = sizeof(TracedPost);
  bytes += heap_of(p.platform, p.post_id, p.part, p.account_id, p.lang, p.geo_country,
                   p.translation_lang, p.translation, p.target_author, p.collector, p.request_id,
                   p.community_kind, p.community_id);
  bytes += heap_of(p.author.handle, p.author.location, p.author.client, p.author.kind);
  bytes += p.traces.capacity() * sizeof(Trace) + p.sketches.capacity() * sizeof(Sketch);
  for (const Trace& t : p.traces.kept()) bytes += heap(t.text);
  for (const Sketch& s : p.sketches.kept()) bytes += heap(s.excerpt);
  return bytes;
}

}  // namespace lockstep::sequence
