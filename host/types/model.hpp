#pragma once
// A model as the catalogue knows it, and what is here of it.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace edgebench {

enum class ModelKind { language, synthetic };  // synthetic: random weights, no knowledge

// One file; what no public source says is nothing.
struct ModelPart {
    // A name within the models folder, where a download is put below its repository's name; or an
    // absolute path.
    std::string file;
    std::optional<std::int64_t> size_bytes;
    std::optional<std::string> sha256;
};

struct QuantConfig {
    std::string name;              // "q4_k_m", lower case
    std::vector<ModelPart> parts;  // one, or those of a split model in llama.cpp's order
};

struct ModelConfig {
    std::string name;
    std::string description;
    ModelKind kind = ModelKind::language;
    std::string architecture;  // as in the GGUF header
    std::optional<std::int64_t> parameters_total;
    std::optional<std::int64_t> parameters_active;  // for a token, where that is fewer
    std::optional<std::string> licence;             // an SPDX name, or LicenseRef-…
    bool licence_gated = false;  // to be accepted before the publisher gives the weights
    std::optional<std::string> chat_format;
    bool reasoning = false;                 // thinks in its answer before it answers
    std::optional<std::string> repository;  // of the Hub, "owner/name"
    std::optional<std::string> source;  // "generated" (by script/bootstrap) or where files without
                                        // a repository are found
    std::vector<QuantConfig> quants;
};

// With what is on this computer.
struct ListedQuant {
    QuantConfig config;
    std::vector<std::string> places;  // of its parts: where they are, or would be put
    bool here = false;                // all of them
};
struct ListedModel {
    ModelConfig config;
    std::vector<ListedQuant> quants;
};

// What a file's bytes were compared with.
enum class HashStandard { catalogue, first_use, none };
struct VerifiedFile {
    std::string model;
    std::string quant;
    std::string path;
    std::string sha256;
    HashStandard standard = HashStandard::none;
    bool right = true;  // true where there is nothing to compare with
};

}  // namespace edgebench
