#pragma once
// A small study for the tests of this folder: two cells, three prompts.

#include "host/plan/study.hpp"

namespace edgebench {

inline StudyRequest sample_request() {
    StudyRequest request;
    request.id = "3f1e1c1e-6d8f-4f43-9d38-0a3e3a1f6c11";
    request.tool_version = "0.1.0";
    request.device.serial = "serial-1";
    request.device.id = "id-1";
    request.device.fingerprint = "maker/phone/15";
    request.prompts.name = "three";
    request.prompts.sha256 = std::string(64, 'c');
    for (const auto* id : {"p1", "p2", "p3"}) {
        Prompt prompt;
        prompt.id = id;
        prompt.text = "Say \"" + std::string(id) + "\" in Türkçe.";
        request.prompts.prompts.push_back(prompt);
    }
    request.prompts.prompts[1].reference = "p2";
    request.prompts.prompts[1].scorers = {"exact_match"};
    request.prompts.prompts[2].tokens = {1, 2, 3};
    for (const auto* quant : {"q4_k_m", "iq4_xs"}) {
        Cell cell;
        cell.model.name = "demo";
        cell.model.quant = quant;
        cell.model.sha256 = std::string(64, quant[0]);
        cell.engine.id = std::string(64, 'e');
        cell.generation.output_tokens = 32;
        cell.generation.seed = 7;
        request.cells.push_back(cell);
    }
    request.repetitions = 4;
    request.order_seed = 7;
    request.require = {"latency"};
    return request;
}

inline PlanFrame sample_frame() {
    PlanFrame frame;
    frame.id = std::string(32, 'a');
    frame.owner = "user@host";
    EngineSetup setup;
    setup.engine_id = std::string(64, 'e');
    setup.executable = "llama-server";
    setup.model_sha256 = std::string(64, '1');
    frame.setups = {setup, setup};
    return frame;
}

}  // namespace edgebench
