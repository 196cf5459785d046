#pragma once
// From names to files: everything about a study that is known on the laptop before a phone is
// touched.

#include "host/catalog/engine_folder.hpp"
#include "host/catalog/model_files.hpp"
#include "host/catalog/model_memory.hpp"
#include "host/config/paths.hpp"
#include "host/phone/upload.hpp"
#include "host/run/request.hpp"

namespace edgebench::run {

struct Prepared {
    ResolvedModel model;
    PromptSet prompts;
};

// May hash a large file: not for the I/O thread.
Prepared prepare(const RunRequest& request, const Paths& paths, const RunObserver& observer);

// What depends on the phone: the engine for its processor, and the study.
struct PhoneSide {
    EngineFolder engine;
    Study study;
    Policy policy;
    EngineSetup setup;
    std::optional<MemoryEstimate> memory;  // nothing when the model's header does not say enough
};
// What is known of the phone's power: idle windows and sampling are chosen by it.
struct PhonePower {
    std::vector<std::string> sources;   // that are read
    std::optional<GaugeProfile> gauge;  // qualified
};
PhoneSide prepare_for(const RunRequest& request, const Prepared& prepared,
                      const DeviceIdentity& device, const PhonePower& power, const Paths& paths);

// What the user should know before gigabytes are moved; nothing when the phone has enough memory or
// does not say. Throws Error::device when the trials could never be admitted.
std::optional<std::string> memory_warning(const PhoneSide& side, const DeviceInfo& info);

phone::UploadOrder upload_order(const Prepared& prepared, const EngineFolder& engine);

}  // namespace edgebench::run
