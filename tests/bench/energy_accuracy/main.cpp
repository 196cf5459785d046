#include "tests/bench/energy_accuracy/tables.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <map>
#include <string>

using namespace edgebench::bench;

int main(int count, char** arguments) {
    CLI::App app{"Judges the energy estimators against simulated phones whose energy is known."};
    Effort effort;
    std::string only;
    bool quick = false;
    app.add_option("--seed", effort.seed, "of all random numbers");
    app.add_flag("--quick", quick, "a tenth of the cells");
    const std::map<std::string, bool (*)(const Effort&)> tables{
        {"1 accuracy", print_accuracy}, {"2 coverage", print_coverage},
        {"3 stopping", print_stopping}, {"4 mismatch", print_mismatch},
        {"5 windows", print_windows},   {"6 estimators", print_estimators},
        {"7 bound", print_bound}};
    app.add_option(
        "--only", only,
        "one table: accuracy, coverage, stopping, mismatch, windows, estimators or bound");
    CLI11_PARSE(app, count, arguments);
    std::setvbuf(stdout, nullptr, _IOLBF, 4096);
    if (quick) effort.share = 0.1;
    std::printf(
        "All figures are simulated: they show that the software is right, not that a gauge is.\n"
        "Seed %llu, %g of the cells.\n",
        static_cast<unsigned long long>(effort.seed), effort.share);
    bool all_kept = true;
    for (const auto& [name, print] : tables) {
        if (!only.empty() && name.substr(2) != only) continue;
        all_kept = print(effort) && all_kept;
        std::fflush(stdout);
    }
    std::puts(all_kept ? "\nAll thresholds were kept." : "\nA threshold was missed.");
    return all_kept ? 0 : 1;
}
