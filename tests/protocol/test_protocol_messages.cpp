#include "protocol/codec.hpp"
#include "protocol/error.hpp"
#include "protocol/messages.hpp"
#include "tests/protocol/golden.hpp"

#include <catch2/catch.hpp>

using namespace edgebench;

namespace {

Plan sample_plan() {
    Plan plan;
    plan.id = std::string(32, 'a');
    plan.owner = "user@host";
    plan.mode = PlanMode::open;
    plan.policy.battery_temperature_max = Celsius(40);
    plan.policy.idle_before = Seconds(6.75);
    plan.setups.resize(1);
    plan.setups[0].arguments = {"-m", "{model}"};
    plan.setups[0].environment = {{"LD_LIBRARY_PATH", "{engine}"}};
    plan.prompts = {{.text = "Hello", .tokens = {1, -2}}};
    plan.trials.resize(2);
    plan.trials[1].slot = 1;
    plan.trials[1].temperature = 0.5;
    plan.trials[1].page_cache = PageCache::warm;
    return plan;
}

std::vector<Request> all_requests() {
    FindMissing find;
    find.blobs = {std::string(64, 'b')};
    find.engine_files = {{"bin/x", 0755, 7, std::string(64, 'c'), std::string(32, 'd')}};
    return {Ping{},
            GetDeviceInfo{},
            ListPlans{},
            find,
            PutContent{"e", {"bin/x", 0644, 1LL << 40, "s", "x"}},
            Submit{sample_plan()},
            AppendTrials{"p", sample_plan().trials},
            ClosePlan{"p"},
            ReadJournal{"p", 1LL << 40, ReadMode::wait},
            CancelPlan{"p"},
            DiscardPlan{"p"},
            ListFiles{},
            HashFile{"blobs/b", 1LL << 40},
            RemoveFiles{{"blobs/b", "engines/e/bin/x"}},
            ShutDown{}};
}

std::vector<Reply> all_replies() {
    DeviceInfoReply info;
    info.info.cpu_count = 8;
    info.info.memory_total = Bytes64(8LL << 30);
    info.info.battery.status = ChargeStatus::discharging;
    info.info.power_sources = {{"sysfs", true, "/sys/class/power_supply/battery"}};
    PlanList plans;
    plans.plans = {{"p", "user@host", PlanState::ended, 3, 2, 999}};
    return {Done{},
            Pong{DeviceTime(5)},
            info,
            plans,
            Missing{{"b"}, {"bin/x"}},
            Offset{7, {StoredFile{"blobs/b", Bytes64(3), 0600, 1'700'000'000, true}}},
            FileList{{StoredFile{}}, 1'700'000'000, Bytes64(1LL << 40), Bytes64(64)},
            Hashed{3, std::string(64, 'b')},
            JournalChunk{3, {0, 255}, PlanState::running},
            Failure{"busy", "no", "wait", true}};
}

template <class Decode>
bool is_refused(Decode decode, const Bytes& bytes) {
    try {
        decode(bytes);
    } catch (const Error& error) {
        return error.code() == ErrorCode::protocol;
    }
    return false;
}

Bytes request_bytes(const Json& json) {
    return to_cbor(json);
}

}  // namespace

TEST_CASE("the agent's hello has these bytes", "[protocol]") {
    const AgentHello hello{.build_id = "b1", .nonce = hex("00 01 02")};
    const auto bytes =
        joined({hex("a4"),  // a map of four
                cbor_text("build_id"), cbor_text("b1"), cbor_text("nonce"), hex("43 00 01 02"),
                cbor_text("protocol"), hex("01"), cbor_text("type"), cbor_text("agent_hello")});
    CHECK(encode(hello) == bytes);
    const auto back = decode_agent_hello(bytes);
    CHECK(back.build_id == "b1");
    CHECK(back.nonce == hello.nonce);
    CHECK(back.protocol == k_protocol_version);
}

TEST_CASE("a request has these bytes", "[protocol]") {
    const auto bytes = joined(
        {hex("a4"),  // a map of four
         cbor_text("mode"), cbor_text("wait"), cbor_text("offset"), hex("19 0100"),  // 256
         cbor_text("plan_id"), cbor_text("p"), cbor_text("type"), cbor_text("read_journal")});
    CHECK(encode(Request(ReadJournal{"p", 256, ReadMode::wait})) == bytes);
    const auto back = std::get<ReadJournal>(decode_request(bytes));
    CHECK(back.offset == 256);
    CHECK(back.mode == ReadMode::wait);
}

TEST_CASE("both proofs are these", "[protocol]") {
    Bytes agent_nonce, host_nonce;
    for (std::uint8_t i = 0; i < 32; ++i) {
        agent_nonce.push_back(i);
        host_nonce.push_back(static_cast<std::uint8_t>(i + 32));
    }
    const Bytes key(32, 0x0b);
    CHECK(to_hex(handshake_proof(key, Role::host, agent_nonce, host_nonce)) ==
          "0cb57f6d20d1a6d08c5439237758d3f6c5114e820b3c2a36bd5778a5cc3edfcb");
    CHECK(to_hex(handshake_proof(key, Role::agent, agent_nonce, host_nonce)) ==
          "6d35526f97dd4d34e345142b789569e63f15b9444b62b0d15fe6d73915e973f5");
}

TEST_CASE("every request and every reply survives the wire", "[protocol]") {
    const auto requests = all_requests();
    REQUIRE(requests.size() == std::variant_size_v<Request>);
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const auto back = decode_request(encode(requests[i]));
        CHECK(back.index() == i);
        CHECK(encode(back) == encode(requests[i]));
    }
    const auto replies = all_replies();
    REQUIRE(replies.size() == std::variant_size_v<Reply>);
    for (std::size_t i = 0; i < replies.size(); ++i) {
        const auto back = decode_reply(encode(replies[i]));
        CHECK(back.index() == i);
        CHECK(encode(back) == encode(replies[i]));
    }
}

TEST_CASE("a plan arrives as it was sent", "[protocol]") {
    const auto plan = std::get<Submit>(decode_request(encode(Request(Submit{sample_plan()})))).plan;
    CHECK(plan.mode == PlanMode::open);
    CHECK(plan.policy.battery_temperature_max == Celsius(40));
    CHECK_FALSE(plan.policy.battery_temperature_min);
    CHECK(plan.policy.idle_before == Seconds(6.75));
    CHECK(plan.setups == sample_plan().setups);
    CHECK(plan.prompts[0].tokens == std::vector<std::int32_t>{1, -2});
    CHECK(plan.trials[1].temperature == 0.5);
}

TEST_CASE("fields of a later version are ignored, missing optional ones are nothing",
          "[protocol]") {
    const auto ping = request_bytes({{"type", "ping"}, {"urgency", 9}, {"more", {{"a", 1}}}});
    CHECK(std::holds_alternative<Ping>(decode_request(ping)));
    auto json = from_cbor(encode(Request(Submit{sample_plan()})));
    json["plan"]["policy"].erase("level_min_percent");
    json["plan"]["policy"]["later"] = "field";
    CHECK_FALSE(std::get<Submit>(decode_request(to_cbor(json))).plan.policy.level_min_percent);
}

TEST_CASE("a field that is missing, of another type or out of range is refused by name",
          "[protocol]") {
    const auto refused = [](const Json& changes) {
        Json json{{"type", "read_journal"}, {"plan_id", "p"}, {"offset", 0}, {"mode", "now"}};
        json.update(changes);
        return is_refused(decode_request, request_bytes(json));
    };
    CHECK_FALSE(refused({{"offset", 1}}));
    CHECK(refused({{"offset", nullptr}}));
    CHECK(refused({{"offset", "1"}}));
    CHECK(refused({{"offset", 1.5}}));
    CHECK(refused({{"offset", 0xffffffffffffffffULL}}));
    CHECK(refused({{"mode", "sometimes"}}));
    CHECK(refused({{"mode", 1}}));
    CHECK(refused({{"plan_id", Json::binary({1})}}));
    CHECK_THROWS_WITH(decode_request(request_bytes({{"type", "read_journal"}, {"plan_id", 1}})),
                      Catch::Contains("'plan_id'"));
}

TEST_CASE("what is no message is refused", "[protocol]") {
    for (const auto& bytes :
         {Bytes{}, hex("00"), hex("80"), hex("a0"), hex("a1 64 74797065 01"), Bytes(4096, 0xff)}) {
        CHECK(is_refused(decode_request, bytes));
        CHECK(is_refused(decode_reply, bytes));
        CHECK(is_refused(decode_agent_hello, bytes));
        CHECK(is_refused(decode_host_hello, bytes));
        CHECK(is_refused(decode_welcome, bytes));
    }
    CHECK(is_refused(decode_request, request_bytes({{"type", "format_disk"}})));
    CHECK(is_refused(decode_agent_hello, encode(Request(Ping{}))));
}

TEST_CASE("a truncated message is never another message", "[protocol]") {
    for (const auto& request : all_requests()) {
        const auto bytes = encode(request);
        for (std::size_t length = 0; length < bytes.size(); ++length) {
            const Bytes part(bytes.begin(), bytes.begin() + static_cast<long>(length));
            REQUIRE(is_refused(decode_request, part));
        }
    }
}

TEST_CASE("a failure instead of a welcome is thrown as the agent meant it", "[protocol]") {
    const auto bytes = encode(Reply(Failure{"busy", "the phone is busy", "Wait.", true}));
    try {
        decode_welcome(bytes);
        FAIL("no error");
    } catch (const Error& error) {
        CHECK(error.code() == ErrorCode::busy);
        CHECK(error.message() == "the phone is busy");
        CHECK(error.hint() == "Wait.");
        CHECK(error.transient());
    }
}
