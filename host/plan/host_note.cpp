#include "host/plan/host_note.hpp"

#include "protocol/enum_names.hpp"
#include "protocol/fields.hpp"

namespace edgebench {
namespace {

constexpr std::int32_t k_note_version = 1;
constexpr std::string_view k_load_block_note = R"({"version":1,"load_blocks":true})";

struct Note {
    std::int32_t version = k_note_version;
    Study study;
    static constexpr auto fields() {
        return field_list(Field{"version", &Note::version}, Field{"study", &Note::study});
    }
};

[[noreturn]] void refuse_note(const std::string& what) {
    throw Error(ErrorCode::protocol, "the plan's host note " + what,
                "It was written by something else than edgebench, or by a later version.");
}

struct TryoutNote {
    std::int32_t version = k_note_version;
    EngineTryout tryout;
    static constexpr auto fields() {
        return field_list(Field{"version", &TryoutNote::version},
                          Field{"engine_tryout", &TryoutNote::tryout});
    }
};

// A property of a phone need not be UTF-8: its bad bytes are replaced.
template <class AnyNote>
std::string note_text(const AnyNote& note) {
    return to_json(note).dump(-1, ' ', false, Json::error_handler_t::replace);
}

// The phone may hand back anything: the tree is bounded like every other that arrives from it.
Json parse_bounded(std::string_view text) {
    std::size_t nodes = 0;
    const auto bound = [&nodes](int depth, Json::parse_event_t, const Json&) {
        if (static_cast<std::size_t>(depth) > k_max_depth || ++nodes > 2 * k_max_nodes) {
            refuse_note("is nested too deeply or too long");
        }
        return true;
    };
    try {
        return Json::parse(text, bound);
    } catch (const Json::exception&) {
        refuse_note("is not JSON");
    }
}

Json parse_note(std::string_view text) {
    const Json json = parse_bounded(text);
    if (!json.is_object() || !json.contains("version")) refuse_note("has no version");
    const auto version = from_json<std::int32_t>(json["version"], "version");
    if (version > k_note_version) refuse_note("has version " + std::to_string(version));
    return json;
}

}  // namespace

std::string load_block_note() {
    return std::string(k_load_block_note);
}

bool is_load_block_note(std::string_view text) {
    return text == k_load_block_note;
}

std::string encode_tryout_note(const EngineTryout& tryout) {
    return note_text(TryoutNote{.tryout = tryout});
}

std::optional<EngineTryout> decode_tryout_note(std::string_view text) {
    const Json json = parse_note(text);
    if (!json.contains("engine_tryout")) return std::nullopt;
    return from_json<TryoutNote>(json, "").tryout;
}

std::string encode_host_note(const Study& study) {
    return note_text(Note{.study = study});
}

Study decode_host_note(std::string_view text) {
    return from_json<Note>(parse_note(text), "").study;
}

}  // namespace edgebench
