#include "host/catalog/list_models.hpp"

#include "host/catalog/catalogue.hpp"

#include <filesystem>
#include <utility>

namespace edgebench {
namespace {

struct Standard {
    HashStandard kind = HashStandard::none;
    std::string sha256;
};

Standard standard_of(const ModelPart& part, const ModelConfig& config, const ModelLock& lock) {
    if (part.sha256) return {HashStandard::catalogue, *part.sha256};
    if (!config.repository) return {};
    const auto pinned = lock.find(*config.repository, part.file);
    return pinned ? Standard{HashStandard::first_use, pinned->sha256} : Standard{};
}

}  // namespace

ListedModel list_model(ModelConfig config, const Paths& paths) {
    ListedModel listed;
    for (const auto& quant : config.quants) {
        auto& entry = listed.quants.emplace_back();
        entry.config = quant;
        entry.here = is_here(quant, config, paths);
        for (const auto& part : quant.parts) {
            entry.places.push_back(place_of(part, config, paths));
        }
    }
    listed.config = std::move(config);
    return listed;
}

std::vector<VerifiedFile> verify_model(const ListedModel& model, const ModelLock& lock,
                                       const VerifyProgress& progress) {
    std::vector<VerifiedFile> files;
    for (const auto& quant : model.quants) {
        for (std::size_t i = 0; i < quant.places.size(); ++i) {
            const std::filesystem::path place = quant.places[i];
            if (!std::filesystem::is_regular_file(place)) continue;
            const auto standard = standard_of(quant.config.parts[i], model.config, lock);
            const auto hash = hash_file(place, [&](std::int64_t done, std::int64_t total) {
                if (progress) progress(place, done, total);
            });
            files.push_back(
                {model.config.name, quant.config.name, place, hash.sha256, standard.kind,
                 standard.kind == HashStandard::none || standard.sha256 == hash.sha256});
        }
    }
    return files;
}

}  // namespace edgebench
