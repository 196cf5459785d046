#include "host/cli/commands.hpp"
#include "host/cli/download_text.hpp"
#include "host/cli/finding_lines.hpp"
#include "host/report/table.hpp"
#include "host/run/engines.hpp"

namespace edgebench::cli {
namespace {

std::string words_of(const std::vector<std::string>& list) {
    std::string text;
    for (const auto& word : list) text += (text.empty() ? "" : " ") + word;
    return text;
}

std::vector<std::string> backends_of_installed(const EngineManifest& manifest) {
    std::vector<std::string> names;
    for (const auto& [file, sha256] : manifest.files) names.push_back(file);
    return backends_of(names);
}

report::Table engine_table(const run::KnownEngines& known) {
    report::Table table;
    table.columns = {"engine", "version", "target", "backends", "installed_utc", "origin"};
    for (const auto& engine : known.installed) {
        const auto& manifest = engine.manifest;
        table.rows.push_back({manifest.name, manifest.version, name_of(manifest.target),
                              words_of(backends_of_installed(manifest)), manifest.installed,
                              manifest.origin});
    }
    for (const auto& archive : known.not_installed) {
        table.rows.push_back({archive.name,
                              archive.version,
                              name_of(archive.target),
                              words_of(archive.backends),
                              {},
                              archive.url});
    }
    return table;
}

void print_installed(const InstalledEngine& engine, Console& console) {
    const auto& manifest = engine.manifest;
    console.out("installed: " + manifest.name + ", " + manifest.engine + " " + manifest.version +
                " for " + name_of(manifest.target) + ", " + std::to_string(manifest.files.size()) +
                " files\n");
    console.err("It is what a run takes for " + name_of(manifest.target) +
                " now; --engine chooses another.\n");
}

ExitCode verify_engines(const EnginesOptions& options, Console& console) {
    const auto findings =
        run::verify_engines(options.what.empty() ? std::nullopt : std::optional(options.what));
    if (findings.empty()) console.err("No engine is installed: see `edgebench engines list`.\n");
    return print_findings(findings, options.output, console);
}

}  // namespace

ExitCode engines_command(const EnginesOptions& options, Console& console) {
    switch (options.action) {
        case EnginesAction::list: {
            const auto table = engine_table(run::known_engines());
            console.out(options.output == Output::json
                            ? report::table_json(table)
                            : report::table_text(table, console.out_width()));
            break;
        }
        case EnginesAction::install: {
            DownloadText progress(console);
            print_installed(run::install_engine(options.what, options.archive, progress.observer()),
                            console);
            break;
        }
        case EnginesAction::add:
            print_installed(run::add_engine(options.what, options.name), console);
            break;
        case EnginesAction::verify:
            return verify_engines(options, console);
        case EnginesAction::remove: {
            const auto removed = run::remove_engine(options.what);
            console.out("removed: " + removed.manifest.name + ", from " + removed.folder.string() +
                        "\n");
            break;
        }
    }
    return ExitCode::ok;
}

}  // namespace edgebench::cli
