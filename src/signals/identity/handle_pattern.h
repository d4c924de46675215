// The templates a handle may have been made from, written as regular expressions:
//
//   runs of classes with their lengths   JohnSmith84726153  [A-Z][a-z]{3}[A-Z][a-z]{4}[0-9]{8}
//   the same, lengths of words left out                     [A-Z][a-z]+[A-Z][a-z]+[0-9]{8}
//   a fixed stem before a number         Eagle_Eye_7        eagle_eye_[0-9]+
//
// The first needs three runs, the second three digits at the end, the third one digit and a stem of
// five letters: less is no template. Of a federated handle only the local part counts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lockstep::signals {

std::vector<std::string> handle_patterns(std::string_view handle);

// The second of these, however short: "[a-z]+[0-9]{2}" for anna42. Empty for a handle of one run.
// No template by itself; together with something else that accounts share it is part of one.
std::string handle_shape(std::string_view handle);

}  // namespace lockstep::signals
