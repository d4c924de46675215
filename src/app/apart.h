// Files that a command reads and writes: none may be both, and none be written twice.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

namespace lockstep::app {

// False, and says so on standard error, if an output, or its partial file, is one of the inputs,
// which would be lost before they were read, or two outputs are one file; likewise if "-" is more
// than one input, of which the second would be empty, or more than one output. Empty names, topics
// and what is no regular file are nobody's. To be handed every file that is read, and where dead
// letters will go.
bool are_apart(std::initializer_list<std::vector<std::string>> inputs,
               const std::vector<std::string>& outputs);

}  // namespace lockstep::app
