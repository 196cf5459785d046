#include "agent/services.hpp"

#include "agent/clock.hpp"
#include "agent/device_info.hpp"
#include "protocol/error.hpp"

namespace edgebench::agent {
namespace {

struct Answering {
    Services& services;

    Reply operator()(const Ping&) const { return Pong{now()}; }

    Reply operator()(const GetDeviceInfo&) const {
        const auto& roots = services.roots;
        return DeviceInfoReply{
            read_device_info({roots.sys, roots.proc, roots.blobs}, services.power)};
    }

    Reply operator()(const ListPlans&) const {
        PlanList list;
        for (const auto& id : services.plans.ids()) {
            list.plans.push_back(services.plans.summary(id));
            list.plans.back().state =
                services.runner.running(id) ? PlanState::running : PlanState::ended;
        }
        return list;
    }

    Reply operator()(const FindMissing& question) const {
        return services.blobs.find_missing(question);
    }

    Reply operator()(const Submit& submit) const {
        services.runner.submit(submit.plan);
        services.collected = false;
        return Done{};
    }

    Reply operator()(const AppendTrials& append) const {
        services.runner.append_trials(append.plan_id, append.trials);
        return Done{};
    }

    Reply operator()(const ClosePlan& close) const {
        services.runner.close(close.plan_id);
        return Done{};
    }

    Reply operator()(const ReadJournal& read) const { return read_chunk(read, services); }

    Reply operator()(const CancelPlan& cancel) const {
        services.runner.cancel(cancel.plan_id);
        return Done{};
    }

    Reply operator()(const DiscardPlan& discard) const {
        if (services.runner.running(discard.plan_id)) throw services.runner.busy();
        services.plans.discard(discard.plan_id);
        services.collected = true;
        return Done{};
    }

    Reply operator()(const ListFiles&) const {
        auto list = services.blobs.list();
        for (auto& file : list.files) file.in_use = services.runner.needs(file.path);
        return list;
    }

    // Reading and freeing storage would be measured.
    Reply operator()(const HashFile& file) const {
        if (services.runner.running()) throw services.runner.busy();
        return services.blobs.hash(file);
    }

    Reply operator()(const RemoveFiles& files) const {
        if (services.runner.running()) throw services.runner.busy();
        services.blobs.remove(files);
        return Done{};
    }

    // The session shuts the agent down once this answer has been sent.
    Reply operator()(const ShutDown&) const {
        if (services.runner.running()) throw services.runner.busy();
        return Done{};
    }

    Reply operator()(const PutContent&) const {
        throw Error(ErrorCode::internal, "content was taken for an ordinary request");
    }
};

}  // namespace

Reply answer(const Request& request, Services& services) {
    return std::visit(Answering{services}, request);
}

JournalChunk read_chunk(const ReadJournal& request, const Services& services) {
    JournalChunk chunk;
    chunk.offset = request.offset;
    chunk.data = services.plans.read(request.plan_id, request.offset);
    chunk.state = services.runner.running(request.plan_id) ? PlanState::running : PlanState::ended;
    return chunk;
}

Failure failure_from(const Error& error) {
    return {std::string(to_string(error.code())), error.message(), error.hint(), error.transient()};
}

}  // namespace edgebench::agent
