#pragma once
// Numbers that tables are made of.

#include <vector>

namespace edgebench::bench {

// Of the ordered values, linear between them; NaN of none.
double quantile(std::vector<double> values, double share);

// Errors of estimates and how often their intervals held the truth.
struct Errors {
    std::vector<double> relative;  // signed
    std::vector<double> widths;    // relative, of the whole interval
    int covered = 0;
    int intervals = 0;

    void add(double estimate, double truth);
    void add_interval(double low, double high, double truth);
    double median_percent() const;  // of the absolute error
    double p95_percent() const;
    double mean_percent() const;  // signed
    double coverage_percent() const;
    double median_width_percent() const;
};

}  // namespace edgebench::bench
