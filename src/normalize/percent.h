// Percent-encoding (RFC 3986, section 2).
#pragma once

#include <string>
#include <string_view>

namespace lockstep::normalize {

// "%41" becomes "A"; what is no escape stays as it is. The result may be any bytes.
std::string decode_percent(std::string_view text);
// The value of a form field: '+' is a blank too.
std::string decode_form(std::string_view text);

// Appends `text` in normal form (6.2.2): escapes of unreserved characters are decoded, the digits
// of others upper case. Bytes that a path, or a query, may not hold are escaped, and so is a '%'
// that begins no escape: browsers let such links pass, strict parsers do not.
void normalize_path(std::string_view text, std::string& out);
void normalize_query(std::string_view text, std::string& out);

}  // namespace lockstep::normalize
