// Posts that give every signal something to find.
#pragma once

#include <string>

#include "lockstep/core/post.h"

namespace lockstep {

inline DomainFacts site_facts(const std::string& name) {
  DomainFacts site;
  site.domain = name;
  site.registrar = "Registrar " + name;
  site.registered_at = parse_rfc3339("2026-04-16T00:00:00Z");
  site.nameservers = {"ns1." + name, "ns2." + name};
  site.analytics_ids = {"UA-" + name, "G-" + name};
  return site;
}

inline void describe_author(Author& author) {
  author.id = "1001";
  author.handle = "JohnSmith84726153";
  author.bio = "Father of three. Coffee first, opinions later.";
  author.client = "Buffer";
  author.avatar_pdq = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22";
  author.created_at = parse_rfc3339("2026-04-16T09:12:00Z");
  author.followers = 12;
  author.automated = true;
}

inline void describe_infra(Infra& infra) {
  infra.ip = "203.0.113.7";
  infra.ip_prefix = "203.0.113.0/24";
  infra.registration_ip = "198.51.100.9";
  infra.registration_ip_prefix = "198.51.100.0/24";
  infra.asn = 64500;
  infra.device_id = "device";
  infra.session_id = "session";
  infra.ja4 = "t13d1516h2_8daaf6152771_b186095e22b6";
  infra.email_hash = "email";
  infra.phone_hash = "phone";
  infra.payment_hash = "payment";
}

inline Url link_to(const std::string& landing, const std::string& hop) {
  Url url;
  url.canonical = "https://" + landing + "/story";
  url.domain = landing;
  url.hop_domains = {"t.co", hop};
  url.marks = {"ref=" + hop};
  return url;
}

inline Post full_post() {
  Post post;
  post.platform = "x";
  post.post_id = "77";
  post.action = Action::kReply;
  post.in_reply_to = "42";
  post.target_author = "2002";
  post.time = *parse_rfc3339("2026-04-20T10:00:00Z");
  post.created_at = post.time;
  describe_author(post.author);
  describe_infra(post.infra);
  post.plain_text = "They do not want you to read this report, so share it with 5 friends!";
  post.folded_text = "they do not want you to read this report, so share it with <n> friends!";
  post.lang = "en";
  post.geo_country = "DE";
  post.translation_lang = "de";
  post.translation_text = "Sie wollen nicht, dass ihr das lest.";
  post.urls = {link_to("example.org", "go.example")};
  post.hashtags = {"one", "two", "three", "four", "five"};
  post.mentions = {"alice", "bob"};
  post.media.emplace_back();
  post.media[0].pdq = "06370a22038f63f0f8f8f0cee0f4a84fb36e2ed596621e1d33e6b39c4e9c9b22";
  post.domains = {site_facts("example.org")};
  post.engagement.views = 900;
  post.narrative = "they-hide-it";
  for (int i = 0; i < 384; ++i) post.embedding.push_back(static_cast<float>(i % 11 - 5));
  post.source = {1, 2, 3};
  return post;
}

// As much of everything as the normaliser lets through.
inline Post stuffed_post() {
  auto post = full_post();
  post.plain_text = std::string(60'000, 'x');
  for (int i = 0; i < 64; ++i) {
    const auto n = std::to_string(i);
    post.hashtags.push_back("tag" + n);
    post.mentions.push_back("account" + n);
  }
  for (int i = 0; i < 32; ++i) {
    const auto n = std::to_string(i);
    post.urls.push_back(link_to("site" + n + ".example", "hop" + n + ".example"));
    post.domains.push_back(site_facts("site" + n + ".example"));
    post.media.push_back(post.media[0]);
  }
  return post;
}

}  // namespace lockstep
