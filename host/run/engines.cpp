#include "host/run/engines.hpp"

#include "host/catalog/engine_download.hpp"
#include "host/config/did_you_mean.hpp"
#include "protocol/error.hpp"

#include <algorithm>

namespace edgebench::run {
namespace fs = std::filesystem;
namespace {

EngineOrigin origin_of(const EngineArchive& archive, fs::path file) {
    return {std::move(file), archive.name, archive.version, archive.target, archive.sha256};
}

EngineArchive archive_named(const std::string& name, const Paths& paths) {
    std::vector<std::string> names;
    for (auto& archive : engine_archives(paths)) {
        if (archive.name == name) return archive;
        names.push_back(archive.name);
    }
    throw Error(ErrorCode::configuration, "there is no engine '" + name + "' in the catalogue",
                did_you_mean(name, names, "engines") +
                    " An archive or folder of your own: `edgebench engines add`.");
}

std::string without_extension(const std::string& file) {
    for (const std::string_view extension : {".tar.gz", ".tgz", ".zip"}) {
        if (file.ends_with(extension)) return file.substr(0, file.size() - extension.size());
    }
    return file;
}

EngineOrigin own_archive(const fs::path& file, const std::optional<std::string>& name) {
    const auto file_name = file.filename().string();
    return {file, name.value_or(without_extension(file_name)), release_in(file_name), {}, {}};
}

[[noreturn]] void throw_not_installed(const std::string& name,
                                      const std::vector<InstalledEngine>& installed) {
    std::vector<std::string> names;
    for (const auto& engine : installed) names.push_back(engine.manifest.name);
    throw Error(
        ErrorCode::configuration, "no engine '" + name + "' is installed",
        names.empty() ? "See `edgebench engines list`." : did_you_mean(name, names, "engines"));
}

Finding verify(const InstalledEngine& engine) {
    try {
        const auto folder = read_installed_engine(engine, FileHashes({}));
        std::string text = engine.manifest.version + ", " + name_of(engine.manifest.target) + ", " +
                           std::to_string(folder.files.size()) + " files as installed";
        for (const auto& note : folder.notes) text += "; " + note;
        return {Health::good, engine.manifest.name, text, ""};
    } catch (const Error& error) {
        return {Health::problem, engine.manifest.name, error.message(), error.hint()};
    }
}

}  // namespace

KnownEngines known_engines() {
    const auto paths = Paths::of_this_process();
    KnownEngines known{installed_engines(paths.engines()), engine_archives(paths)};
    std::erase_if(known.not_installed, [&](const EngineArchive& archive) {
        return std::any_of(known.installed.begin(), known.installed.end(), [&](const auto& engine) {
            return engine.manifest.name == archive.name;
        });
    });
    return known;
}

InstalledEngine install_engine(const std::string& name, const std::optional<fs::path>& archive,
                               const OnDownload& on_download) {
    const auto paths = Paths::of_this_process();
    const auto known = archive_named(name, paths);
    const auto file = archive ? *archive : obtain_archive(known, paths, on_download);
    return edgebench::install_engine(origin_of(known, file), paths.engines());
}

InstalledEngine add_engine(const fs::path& source, const std::optional<std::string>& name) {
    const auto paths = Paths::of_this_process();
    std::error_code error;
    if (fs::is_directory(source, error)) {
        return edgebench::install_engine({source, name.value_or(""), "", {}, {}}, paths.engines());
    }
    if (!name) {
        for (const auto& archive : engine_archives(paths)) {
            if (archive.file != source.filename()) continue;
            return edgebench::install_engine(origin_of(archive, source), paths.engines());
        }
    }
    return edgebench::install_engine(own_archive(source, name), paths.engines());
}

InstalledEngine remove_engine(const std::string& name) {
    const auto installed = installed_engines(Paths::of_this_process().engines());
    for (const auto& engine : installed) {
        if (engine.manifest.name != name) continue;
        edgebench::remove_engine(engine);
        return engine;
    }
    throw_not_installed(name, installed);
}

std::vector<Finding> verify_engines(const std::optional<std::string>& name) {
    const auto installed = installed_engines(Paths::of_this_process().engines());
    std::vector<Finding> findings;
    for (const auto& engine : installed) {
        if (!name || engine.manifest.name == *name) findings.push_back(verify(engine));
    }
    if (name && findings.empty()) throw_not_installed(*name, installed);
    return findings;
}

}  // namespace edgebench::run
