#include "protocol/messages.hpp"

#include "protocol/enum_names.hpp"
#include "protocol/error.hpp"
#include "protocol/fields.hpp"

namespace edgebench {
namespace {

template <class Message>
Bytes encode_message(const Message& message) {
    Json json = to_json(message);
    json["type"] = Message::k_type;
    return to_cbor(json);
}

std::string type_of(const Json& json) {
    const auto type = json.is_object() ? json.find("type") : json.end();
    if (!json.is_object() || type == json.end() || !type->is_string()) {
        throw Error(ErrorCode::protocol, "received a message without a type");
    }
    return type->get<std::string>();
}

template <class Message>
Message decode_message(ByteView bytes) {
    const Json json = from_cbor(bytes);
    const auto type = type_of(json);
    if (type == Failure::k_type) {
        const auto failure = from_json<Failure>(json, "");
        throw Error(error_code_from(failure.code), failure.message, failure.hint,
                    failure.transient ? Retry::can_help : Retry::useless);
    }
    if (type != Message::k_type) {
        throw Error(
            ErrorCode::protocol,
            "expected the message '" + std::string(Message::k_type) + "', got '" + type + "'",
            "Something other than edgebench may be answering, or the two sides differ in version.");
    }
    return from_json<Message>(json, "");
}

template <class Variant, std::size_t I = 0>
Variant decode_variant(const Json& json, const std::string& type) {
    if constexpr (I == std::variant_size_v<Variant>) {
        throw Error(ErrorCode::protocol, "received a message of unknown type '" + type + "'");
    } else {
        using Alternative = std::variant_alternative_t<I, Variant>;
        if (type == Alternative::k_type) return from_json<Alternative>(json, "");
        return decode_variant<Variant, I + 1>(json, type);
    }
}

template <class Variant>
Variant decode_one_of(ByteView bytes) {
    const Json json = from_cbor(bytes);
    return decode_variant<Variant>(json, type_of(json));
}

}  // namespace

Digest handshake_proof(ByteView key, Role prover, ByteView agent_nonce, ByteView host_nonce) {
    Bytes message;
    for (const auto part : {view(prover == Role::host ? "edgebench host" : "edgebench agent"),
                            agent_nonce, host_nonce}) {
        message.insert(message.end(), part.begin(), part.end());
    }
    return hmac_sha256(key, message);
}

Bytes encode(const AgentHello& message) {
    return encode_message(message);
}
Bytes encode(const HostHello& message) {
    return encode_message(message);
}
Bytes encode(const Welcome& message) {
    return encode_message(message);
}
Bytes encode(const Request& request) {
    return std::visit([](const auto& message) { return encode_message(message); }, request);
}
Bytes encode(const Reply& reply) {
    return std::visit([](const auto& message) { return encode_message(message); }, reply);
}

AgentHello decode_agent_hello(ByteView bytes) {
    return decode_message<AgentHello>(bytes);
}
HostHello decode_host_hello(ByteView bytes) {
    return decode_message<HostHello>(bytes);
}
Welcome decode_welcome(ByteView bytes) {
    return decode_message<Welcome>(bytes);
}
Request decode_request(ByteView bytes) {
    return decode_one_of<Request>(bytes);
}
Reply decode_reply(ByteView bytes) {
    return decode_one_of<Reply>(bytes);
}

}  // namespace edgebench
