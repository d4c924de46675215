// How unusual a count is, in nats: large-deviation bounds on the tail. Private to the room.
#pragma once

#include <cmath>

namespace lockstep::hunt {

// Of a Poisson variable of mean `mu` > 0 to be x or more (Chernoff).
inline double poisson_surprise(double x, double mu) noexcept {
  return x <= mu ? 0 : x * std::log(x / mu) - (x - mu);
}

// Of the sum of m exponential variables of mean 1 to be s or more (Chernoff).
inline double gamma_surprise(double s, double m) noexcept {
  return s <= m ? 0 : s - m - m * std::log(s / m);
}

// Of a geometric variable >= 1 of mean `mu` to be n or more.
inline double geometric_surprise(double n, double mu) noexcept {
  constexpr double kLeast = 1.01;  // a day on which nobody shared a picture is no proof
  const double mean = mu < kLeast ? kLeast : mu;
  return n <= mean ? 0 : -(n - 1) * std::log1p(-1 / mean);
}

}  // namespace lockstep::hunt
