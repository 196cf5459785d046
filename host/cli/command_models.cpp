#include "host/catalog/add_model.hpp"
#include "host/catalog/catalogue.hpp"
#include "host/catalog/hub_source.hpp"
#include "host/catalog/list_models.hpp"
#include "host/catalog/model_files.hpp"
#include "host/cli/byte_progress.hpp"
#include "host/cli/commands.hpp"
#include "host/cli/download_text.hpp"
#include "host/config/paths.hpp"
#include "host/report/models.hpp"

#include <algorithm>

namespace edgebench::cli {
namespace {

// The model that was named, or all; of the quantisation that was named, or of all.
std::vector<ListedModel> chosen_models(const ModelsOptions& options, const Paths& paths) {
    std::vector<ModelConfig> configs;
    if (options.model.empty()) {
        configs = all_model_configs(paths);
    } else {
        configs.push_back(model_config_named(options.model, paths));
        if (!options.quant.empty()) {
            const auto wanted = quant_named(configs.front(), options.quant);
            configs.front().quants = {wanted};
        }
    }
    std::vector<ListedModel> models;
    for (auto& config : configs) models.push_back(list_model(std::move(config), paths));
    return models;
}

ExitCode list_models_command(const ModelsOptions& options, Console& console) {
    const auto models = chosen_models(options, Paths::of_this_process());
    if (options.output == Output::json) {
        console.out(report::models_json(models));
    } else if (options.action == ModelsAction::show) {
        console.out(report::model_text(models.front(), console.out_width()));
    } else {
        console.out(report::models_text(models, console.out_width()));
    }
    return ExitCode::ok;
}

ExitCode verify_models_command(const ModelsOptions& options, Console& console) {
    const auto paths = Paths::of_this_process();
    ByteProgress progress(console);
    std::vector<VerifiedFile> files;
    for (const auto& model : chosen_models(options, paths)) {
        const auto of_model =
            verify_model(model, ModelLock(paths.model_lock()),
                         [&](const std::string& path, std::int64_t done, std::int64_t total) {
                             progress.show("hash " + path, done, total);
                         });
        files.insert(files.end(), of_model.begin(), of_model.end());
    }
    if (options.output == Output::json) {
        console.out(report::verified_json(files));
    } else if (!files.empty()) {
        console.out(report::verified_text(files, console.out_width()));
    } else {
        console.err("no model is on this computer; `edgebench models fetch` gets one\n");
    }
    const auto wrong = std::find_if(files.begin(), files.end(),
                                    [](const VerifiedFile& file) { return !file.right; });
    if (wrong == files.end()) return ExitCode::ok;
    console.print(Error(ErrorCode::integrity,
                        wrong->path + " has not the bytes that it should have",
                        "Remove it; `edgebench models fetch` gets it again."));
    return ExitCode::infrastructure;
}

ExitCode fetch_model_command(const ModelsOptions& options, Console& console) {
    const auto paths = Paths::of_this_process();
    DownloadText progress(console);
    HubSource source(paths, progress.observer());
    ByteProgress hashing(console);
    const auto model = resolve_model({options.model, options.quant, {}}, paths,
                                     FileHashes(paths.cache() / "hashes"), source,
                                     [&](std::int64_t done, std::int64_t total) {
                                         hashing.show("hash " + options.model, done, total);
                                     });
    for (const auto& part : model.parts) console.out(part.path.string() + "\n");
    return ExitCode::ok;
}

ExitCode add_model_command(const ModelsOptions& options, Console& console) {
    const auto name = options.name.empty() ? std::nullopt : std::optional(options.name);
    const auto added = add_model(options.model, name, Paths::of_this_process());
    console.out("added " + added.name + " as " + added.config_file.string() +
                "\nTry: edgebench run --model " + added.name + " --quant " + added.quant + "\n");
    return ExitCode::ok;
}

}  // namespace

ExitCode models_command(const ModelsOptions& options, Console& console) {
    switch (options.action) {
        case ModelsAction::list:
        case ModelsAction::show:
            return list_models_command(options, console);
        case ModelsAction::verify:
            return verify_models_command(options, console);
        case ModelsAction::add:
            return add_model_command(options, console);
        case ModelsAction::fetch:
            return fetch_model_command(options, console);
    }
    return ExitCode::internal;
}

}  // namespace edgebench::cli
