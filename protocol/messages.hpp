#pragma once
// What host and agent say to each other (doc/protocol.md §3 and §4). Encoding is pure: bytes in,
// bytes out.
//
// The client connects; the agent speaks first. After the handshake the client sends one request at
// a time and waits for its reply.

#include "protocol/bytes.hpp"
#include "protocol/device_info.hpp"
#include "protocol/plan.hpp"
#include "protocol/sha256.hpp"

#include <variant>

namespace edgebench {

constexpr std::int32_t k_protocol_version = 1;
constexpr std::size_t k_nonce_bytes = 32;

// Handshake
// -----------------------------------------------------------------------------------------------

struct AgentHello {
    static constexpr const char* k_type = "agent_hello";
    std::int32_t protocol = k_protocol_version;
    std::string build_id;
    Bytes nonce;
    static constexpr auto fields() {
        return field_list(Field{"protocol", &AgentHello::protocol},
                          Field{"build_id", &AgentHello::build_id},
                          Field{"nonce", &AgentHello::nonce});
    }
};

struct HostHello {
    static constexpr const char* k_type = "host_hello";
    std::int32_t protocol = k_protocol_version;
    std::string build_id;
    std::string owner;
    Bytes nonce;
    Bytes proof;  // handshake_proof(key, Role::host, both nonces)
    static constexpr auto fields() {
        return field_list(Field{"protocol", &HostHello::protocol},
                          Field{"build_id", &HostHello::build_id},
                          Field{"owner", &HostHello::owner}, Field{"nonce", &HostHello::nonce},
                          Field{"proof", &HostHello::proof});
    }
};

struct Welcome {
    static constexpr const char* k_type = "welcome";
    Bytes proof;  // handshake_proof(key, Role::agent, both nonces)
    static constexpr auto fields() { return field_list(Field{"proof", &Welcome::proof}); }
};

enum class Role { host, agent };
Digest handshake_proof(ByteView key, Role prover, ByteView agent_nonce, ByteView host_nonce);

// Requests
// ------------------------------------------------------------------------------------------------

struct Ping {
    static constexpr const char* k_type = "ping";
    static constexpr auto fields() { return field_list(); }
};
struct GetDeviceInfo {
    static constexpr const char* k_type = "device_info";
    static constexpr auto fields() { return field_list(); }
};
struct ListPlans {
    static constexpr const char* k_type = "list_plans";
    static constexpr auto fields() { return field_list(); }
};

// Which of these contents are missing on the phone?
struct EngineFile {
    std::string path;  // relative, below the engine's folder
    std::uint32_t mode = 0644;
    std::int64_t size = 0;
    std::string sha256;
    std::string xxh3_128;  // what has arrived is compared with this
    static constexpr auto fields() {
        return field_list(Field{"path", &EngineFile::path}, Field{"mode", &EngineFile::mode},
                          Field{"size", &EngineFile::size}, Field{"sha256", &EngineFile::sha256},
                          Field{"xxh3_128", &EngineFile::xxh3_128});
    }
};
struct FindMissing {
    static constexpr const char* k_type = "find_missing";
    std::vector<std::string> blobs;  // SHA-256 each
    std::string engine_id;           // empty: no engine asked about
    std::vector<EngineFile> engine_files;
    static constexpr auto fields() {
        return field_list(Field{"blobs", &FindMissing::blobs},
                          Field{"engine_id", &FindMissing::engine_id},
                          Field{"engine_files", &FindMissing::engine_files});
    }
};

// Announces content. The agent answers Offset; the client then sends the remaining size - offset
// bytes raw, outside any frame, and the agent answers Done (XXH3 right, synced, renamed) or a
// Failure.
struct PutContent {
    static constexpr const char* k_type = "put_content";
    std::string engine_id;  // empty: a blob, else the file belongs to this engine
    EngineFile file;        // of a blob path and mode do not count
    static constexpr auto fields() {
        return field_list(Field{"engine_id", &PutContent::engine_id},
                          Field{"file", &PutContent::file});
    }
};

struct Submit {
    static constexpr const char* k_type = "submit";
    Plan plan;
    static constexpr auto fields() { return field_list(Field{"plan", &Submit::plan}); }
};
struct AppendTrials {
    static constexpr const char* k_type = "append_trials";
    std::string plan_id;
    std::vector<TrialSpec> trials;
    static constexpr auto fields() {
        return field_list(Field{"plan_id", &AppendTrials::plan_id},
                          Field{"trials", &AppendTrials::trials});
    }
};
struct ClosePlan {
    static constexpr const char* k_type = "close_plan";
    std::string plan_id;
    static constexpr auto fields() { return field_list(Field{"plan_id", &ClosePlan::plan_id}); }
};

enum class ReadMode { now, wait };  // wait: answer only when there is more or the plan has ended
struct ReadJournal {
    static constexpr const char* k_type = "read_journal";
    std::string plan_id;
    std::int64_t offset = 0;
    ReadMode mode = ReadMode::now;
    static constexpr auto fields() {
        return field_list(Field{"plan_id", &ReadJournal::plan_id},
                          Field{"offset", &ReadJournal::offset}, Field{"mode", &ReadJournal::mode});
    }
};
struct CancelPlan {
    static constexpr const char* k_type = "cancel_plan";
    std::string plan_id;
    static constexpr auto fields() { return field_list(Field{"plan_id", &CancelPlan::plan_id}); }
};
// The host has stored the plan's journal; refused while the plan runs.
struct DiscardPlan {
    static constexpr const char* k_type = "discard_plan";
    std::string plan_id;
    static constexpr auto fields() { return field_list(Field{"plan_id", &DiscardPlan::plan_id}); }
};

// What the agent stores, as it is listed, looked at and removed. Paths are those of ListFiles.
struct ListFiles {
    static constexpr const char* k_type = "list_files";
    static constexpr auto fields() { return field_list(); }
};
// Hashes the file on from `offset`, a piece per request; with 0 from its beginning.
struct HashFile {
    static constexpr const char* k_type = "hash_file";
    std::string path;
    std::int64_t offset = 0;
    static constexpr auto fields() {
        return field_list(Field{"path", &HashFile::path}, Field{"offset", &HashFile::offset});
    }
};
struct RemoveFiles {
    static constexpr const char* k_type = "remove_files";
    std::vector<std::string> paths;
    static constexpr auto fields() { return field_list(Field{"paths", &RemoveFiles::paths}); }
};
struct ShutDown {
    static constexpr const char* k_type = "shut_down";
    static constexpr auto fields() { return field_list(); }
};

using Request = std::variant<Ping, GetDeviceInfo, ListPlans, FindMissing, PutContent, Submit,
                             AppendTrials, ClosePlan, ReadJournal, CancelPlan, DiscardPlan,
                             ListFiles, HashFile, RemoveFiles, ShutDown>;

// Replies
// -------------------------------------------------------------------------------------------------

struct Done {
    static constexpr const char* k_type = "done";
    static constexpr auto fields() { return field_list(); }
};
struct Pong {
    static constexpr const char* k_type = "pong";
    DeviceTime now;
    static constexpr auto fields() { return field_list(Field{"now_ns", &Pong::now}); }
};
struct DeviceInfoReply {
    static constexpr const char* k_type = "device_info";
    DeviceInfo info;
    static constexpr auto fields() { return field_list(Field{"info", &DeviceInfoReply::info}); }
};

enum class PlanState { running, ended };
struct PlanSummary {
    std::string plan_id;
    std::string owner;
    PlanState state = PlanState::running;
    std::int64_t trials_total = 0;
    std::int64_t trials_ended = 0;
    std::int64_t journal_bytes = 0;
    static constexpr auto fields() {
        return field_list(Field{"plan_id", &PlanSummary::plan_id},
                          Field{"owner", &PlanSummary::owner}, Field{"state", &PlanSummary::state},
                          Field{"trials_total", &PlanSummary::trials_total},
                          Field{"trials_ended", &PlanSummary::trials_ended},
                          Field{"journal_bytes", &PlanSummary::journal_bytes});
    }
};
struct PlanList {
    static constexpr const char* k_type = "plan_list";
    std::vector<PlanSummary> plans;
    static constexpr auto fields() { return field_list(Field{"plans", &PlanList::plans}); }
};
struct Missing {
    static constexpr const char* k_type = "missing";
    std::vector<std::string> blobs;
    std::vector<std::string> engine_paths;
    static constexpr auto fields() {
        return field_list(Field{"blobs", &Missing::blobs},
                          Field{"engine_paths", &Missing::engine_paths});
    }
};
// A file that the agent stores: "blobs/SHA-256" or "engines/ID/PATH", with ".part" behind it while
// it is not whole.
struct StoredFile {
    std::string path;
    Bytes64 size{0};
    std::uint32_t mode = 0;
    std::int64_t last_used_s = 0;  // since 1970, by the phone's clock
    bool in_use = false;           // by the plan that runs
    static constexpr auto fields() {
        return field_list(Field{"path", &StoredFile::path}, Field{"size_bytes", &StoredFile::size},
                          Field{"mode", &StoredFile::mode},
                          Field{"last_used_s", &StoredFile::last_used_s},
                          Field{"in_use", &StoredFile::in_use});
    }
};
struct FileList {
    static constexpr const char* k_type = "file_list";
    std::vector<StoredFile> files;
    std::int64_t now_s = 0;  // since 1970, by the phone's clock
    Bytes64 free{0};         // of which the reserve stays free whatever arrives
    Bytes64 reserve{0};
    static constexpr auto fields() {
        return field_list(Field{"files", &FileList::files}, Field{"now_s", &FileList::now_s},
                          Field{"free_bytes", &FileList::free},
                          Field{"reserve_bytes", &FileList::reserve});
    }
};
struct Hashed {
    static constexpr const char* k_type = "hashed";
    std::int64_t offset = 0;            // hashed so far
    std::optional<std::string> sha256;  // once that is all of it
    static constexpr auto fields() {
        return field_list(Field{"offset", &Hashed::offset}, Field{"sha256", &Hashed::sha256});
    }
};

struct Offset {
    static constexpr const char* k_type = "offset";
    std::int64_t offset =
        0;  // so many bytes are already durable on the phone; equal to the size: nothing to send
    std::vector<StoredFile> evicted;  // had to go for it
    static constexpr auto fields() {
        return field_list(Field{"offset", &Offset::offset}, Field{"evicted", &Offset::evicted});
    }
};
struct JournalChunk {
    static constexpr const char* k_type = "journal_chunk";
    std::int64_t offset = 0;
    Bytes data;  // at most k_journal_chunk_bytes
    PlanState state = PlanState::running;
    static constexpr auto fields() {
        return field_list(Field{"offset", &JournalChunk::offset},
                          Field{"data", &JournalChunk::data}, Field{"state", &JournalChunk::state});
    }
};
constexpr std::size_t k_journal_chunk_bytes = 1024 * 1024;

// An Error on its way through the socket.
struct Failure {
    static constexpr const char* k_type = "failure";
    std::string code;
    std::string message;
    std::string hint;
    bool transient = false;
    static constexpr auto fields() {
        return field_list(Field{"code", &Failure::code}, Field{"message", &Failure::message},
                          Field{"hint", &Failure::hint}, Field{"transient", &Failure::transient});
    }
};

using Reply = std::variant<Done, Pong, DeviceInfoReply, PlanList, Missing, Offset, FileList, Hashed,
                           JournalChunk, Failure>;

// The CBOR body of a frame: a map with "type" and the fields of that type.
Bytes encode(const AgentHello& message);
Bytes encode(const HostHello& message);
Bytes encode(const Welcome& message);
Bytes encode(const Request& request);
Bytes encode(const Reply& reply);

// All throw Error::protocol for bytes that are not such a message. Instead of a Welcome the agent
// may answer a Failure: decode_welcome throws it.
AgentHello decode_agent_hello(ByteView bytes);
HostHello decode_host_hello(ByteView bytes);
Welcome decode_welcome(ByteView bytes);
Request decode_request(ByteView bytes);
Reply decode_reply(ByteView bytes);

}  // namespace edgebench
