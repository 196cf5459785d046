// Writes a few good inputs for each fuzz target: DIR/<target>/<number>.

#include "host/plan/host_note.hpp"
#include "host/plan/study.hpp"
#include "protocol/codec.hpp"
#include "protocol/journal.hpp"
#include "protocol/messages.hpp"
#include "tests/host/catalog/elf_builder.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>

using namespace edgebench;

namespace {

Plan small_plan() {
    Plan plan;
    plan.id = std::string(32, 'a');
    plan.setups.resize(1);
    plan.setups[0].engine_id = plan.setups[0].model_sha256 = std::string(64, 'b');
    plan.setups[0].executable = "llama-server";
    plan.prompts = {{.text = "Hello", .tokens = {1}}};
    plan.trials.resize(1);
    plan.trials[0].output_tokens = 8;
    return plan;
}

TrialEnd small_trial_end() {
    TrialEnd end;
    end.trial = "t";
    end.phases = {{"prefill", DeviceTime(1), DeviceTime(2)}};
    end.token_times = {{2, 3}, {1, 2}};
    PowerReadings readings;
    readings.source = "sysfs";
    readings.first_ns = readings.last_ns = {1};
    readings.polls = {1};
    readings.current_raw = {-500};
    readings.voltage_raw = {3900};
    end.readings = {readings};
    return end;
}

std::vector<Bytes> messages() {
    return {encode(AgentHello{.build_id = "b", .nonce = Bytes(32, 1)}),
            encode(HostHello{.build_id = "b", .owner = "o", .nonce = {1}, .proof = {2}}),
            encode(Welcome{.proof = {3}}),
            encode(Request(Submit{small_plan()})),
            encode(Request(ReadJournal{"p", 1, ReadMode::wait})),
            encode(Request(PutContent{"e", {"bin/x", 0755, 3, "s", "x"}})),
            encode(Request(RemoveFiles{{"blobs/b"}})),
            encode(Reply(FileList{{StoredFile{"blobs/b", Bytes64(3), 0600, 1, true}}, 2, {}, {}})),
            encode(Reply(JournalChunk{0, {1, 2}, PlanState::running})),
            encode(Reply(Failure{"busy", "m", "h", true})),
            encode(Reply(DeviceInfoReply{}))};
}

// Behind the byte that says how the input is used (fuzz_journal.cpp).
std::vector<Bytes> journals() {
    PlanBegin begin;
    begin.plan = small_plan();
    JournalEncoder encoder;
    Bytes whole{2};
    std::vector<Bytes> inputs;
    for (const auto& record :
         std::vector<JournalRecord>{begin, TrialBegin{}, small_trial_end(), PlanEnd{}}) {
        const auto bytes = encoder.encode(record);
        whole.insert(whole.end(), bytes.begin(), bytes.end());
        constexpr std::size_t k_header = 12;
        Bytes body{3};
        body.insert(body.end(), bytes.begin() + k_header, bytes.end());
        inputs.push_back(body);
    }
    inputs.push_back(whole);
    return inputs;
}

Bytes bytes_of(std::string_view text) {
    return {text.begin(), text.end()};
}

// The smallest file: version 3, no tensor, one key.
Bytes small_gguf() {
    using namespace std::string_view_literals;
    return bytes_of(
        "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0"
        "\24\0\0\0\0\0\0\0general.architecture\10\0\0\0\5\0\0\0\0\0\0\0llama"sv);
}

Bytes small_note() {
    StudyRequest request;
    request.cells.resize(1);
    request.prompts.prompts.resize(1);
    return bytes_of(encode_host_note(make_study(request)));
}

// A gauge of 0.4 s, polled every 0.1 s.
Bytes small_recording() {
    std::string text = "Timestamp,BATTERY_PROPERTY_CURRENT_NOW,EXTRA_VOLTAGE\n";
    for (int i = 0; i < 100; ++i) {
        const int reading = i / 4 * 37 % 50;
        text += std::to_string(1'688'497'737'000 + 101 * i) + ",-" + std::to_string(200 + reading) +
                ",4154\n";
    }
    return bytes_of(text);
}

// 200 samples of 1 W, as PyMonsoon writes them.
Bytes small_meter_recording() {
    std::string text = "Time(ms),Main(mA),Main Voltage(V)\n";
    for (int i = 0; i < 200; ++i) text += std::to_string(i * 0.0002) + ",250.0,4.0\n";
    return bytes_of(text);
}

// An installed engine's list.
Bytes small_manifest() {
    const std::string hash(64, 'a');
    return bytes_of(
        "name=\"x\"\nengine=\"llama.cpp\"\nversion=\"b1\"\ntarget=\"android-arm64\"\nid=\"" + hash +
        "\"\norigin=\"o\"\ninstalled=\"t\"\n[[file]]\nname=\"f\"\nsha256=\"" + hash + "\"\n");
}

// Of the sources.
Bytes file(const std::string& name) {
    std::ifstream stream(std::filesystem::path(EDGEBENCH_SOURCE_DIR) / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void write(const std::filesystem::path& folder, const std::vector<Bytes>& inputs) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        std::ofstream file(folder / std::to_string(i), std::ios::binary);
        file.write(reinterpret_cast<const char*>(inputs[i].data()),
                   static_cast<std::streamsize>(inputs[i].size()));
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "usage: fuzz_corpus DIR\n";
        return 2;
    }
    using namespace std::string_view_literals;
    const std::filesystem::path folder(argv[1]);
    write(folder / "codec", messages());
    write(folder / "messages", messages());
    write(folder / "journal", journals());
    write(folder / "host_note", {small_note(), bytes_of(encode_tryout_note({}))});
    write(folder / "adb", {bytes_of("List of devices attached\nserial device product:p model:m\n"),
                           bytes_of("Android Debug Bridge version 1.0.41\nVersion 29.0.6-debian\n"),
                           bytes_of("\5\1\3\0\0\0out\3\1\0\0\0\0"sv), bytes_of("0029")});
    write(folder / "sync_wire", {Bytes(68, 1), bytes_of("/data/local/tmp/edgebench")});
    write(folder / "download",
          {bytes_of("HTTP/1.1 302 Found\r\nX-Linked-Size: 25\r\nX-Repo-Commit: 1\r\n\r\n"
                    "HTTP/1.1 206 Partial Content\r\nETag: \"tag\"\r\n"
                    "Content-Range: bytes 10-19/25\r\nContent-Length: 10\r\n\r\n"),
           bytes_of("HTTP/1.1 416 Range\r\nContent-Range: bytes */0\r\n\r\n"),
           bytes_of("edgebench part 1\nsize 25\netag \"tag\"\nmissing 5 9\nmissing 11 25\n")});
    write(folder / "gguf", {small_gguf()});
    write(folder / "elf", {bytes_of(test::android_elf({"libllama.so", "libc.so"})),
                           bytes_of(test::linux_elf()), bytes_of(test::hexagon_elf())});
    write(folder / "gauge_recording",
          {small_recording(), bytes_of("time_s;current_now\r\n0,25;-113\r\n0,5;NaN\r\n0,5;-7\r\n"),
           bytes_of("1,5\n1.1,6\n")});
    write(folder / "meter_recording",
          {small_meter_recording(), bytes_of("time_s;power (mW)\r\n0,25;1e3\r\n0,5;NaN\r\n")});
    // A battery packet and one of rails.
    write(folder / "power_trace",
          {bytes_of(std::string("\x0a\x16\x40\xac\x02\xb2\x02\x10\x15\x00\x00\xa0\x42"
                                "\x18\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01"
                                "\x0a\x12\xc2\x02\x0f\x0a\x05\x08\x00\x12\x01"
                                "a\x12\x06\x08\x00\x10\x05\x18\x07",
                                44))});
    write(folder / "phone_answers",
          {bytes_of("  AC powered: false\n  status: 3\n  level: 75\n  voltage: 4063\n"),
           bytes_of("Result: Parcel(\n  0x00000000: 00000000 00000000 00000001 fffe8f28 '....'\n"
                    "  0x00000010: ffffffff '....')\n")});
    write(folder / "prompt_set", {file("configs/prompts/demo.jsonl")});
    write(folder / "config", {file("configs/models/demo.toml"),
                              file("configs/engines/llama.cpp-b11541.toml"), small_manifest()});
}
