#include "protocol/codec.hpp"

#include "protocol/error.hpp"

#include <utility>

namespace edgebench {
namespace {

// Builds the tree while counting: nlohmann's own parser recurses and allocates without a bound.
class BoundedBuilder : public nlohmann::json_sax<Json> {
  public:
    bool null() override { return add(nullptr); }
    bool boolean(bool value) override { return add(value); }
    bool number_integer(number_integer_t value) override { return add(value); }
    bool number_unsigned(number_unsigned_t value) override { return add(value); }
    bool number_float(number_float_t value, const string_t&) override { return add(value); }
    bool string(string_t& value) override { return add(std::move(value)); }
    bool binary(binary_t& value) override { return add(Json::binary(std::move(value))); }
    bool start_object(std::size_t) override { return open(Json::object()); }
    bool start_array(std::size_t) override { return open(Json::array()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool key(string_t& name) override {
        key_ = std::move(name);
        return !stack_.back()->contains(key_);  // a repeated key has two meanings
    }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
        return false;
    }
    Json take() { return std::move(root_); }

  private:
    Json* place(Json value) {
        if (++nodes_ > k_max_nodes) return nullptr;
        if (stack_.empty()) {
            root_ = std::move(value);
            return &root_;
        }
        Json& parent = *stack_.back();
        if (parent.is_array()) return &parent.emplace_back(std::move(value));
        return &(parent[key_] = std::move(value));
    }
    bool add(Json value) { return place(std::move(value)) != nullptr; }
    bool open(Json container) {
        if (stack_.size() >= k_max_depth) return false;
        Json* placed = place(std::move(container));
        if (placed == nullptr) return false;
        stack_.push_back(placed);
        return true;
    }
    bool close() {
        stack_.pop_back();
        return true;
    }

    Json root_;
    std::vector<Json*> stack_;
    std::string key_;
    std::size_t nodes_ = 0;
};

// Whether a text or byte string comes in pieces (RFC 8949 §3.2.3). We never send such strings, and
// nlohmann's parser recurses for each that begins inside another. Items follow each other flat
// whatever their nesting, so one pass over their heads finds them.
bool has_string_in_pieces(ByteView bytes) {
    std::size_t at = 0;
    while (at < bytes.size()) {
        const unsigned major = bytes[at] >> 5, info = bytes[at] & 31;
        const bool is_string = major == 2 || major == 3;
        ++at;
        if (info == 31 && is_string) return true;
        if (info > 27) continue;
        std::uint64_t argument = info;
        if (info >= 24) {
            const std::size_t size = std::size_t{1} << (info - 24);
            if (size > bytes.size() - at) return false;  // ends inside a head: refused anyway
            argument = 0;
            for (std::size_t i = 0; i < size; ++i) argument = argument << 8 | bytes[at + i];
            at += size;
        }
        if (!is_string) continue;
        if (argument > bytes.size() - at) return false;  // ends inside a string: refused anyway
        at += argument;
    }
    return false;
}

// As BoundedBuilder counts. (Not by the iterators of Json: they are 3 kB of the agent.)
std::size_t count_nodes(const Json& value) {
    std::size_t count = 1;
    if (const auto* const list = value.get_ptr<const Json::array_t*>()) {
        for (const auto& item : *list) count += count_nodes(item);
    } else if (const auto* const map = value.get_ptr<const Json::object_t*>()) {
        for (const auto& [name, item] : *map) count += count_nodes(item);
    }
    return count;
}

}  // namespace

Bytes to_cbor(const Json& value) {
    const auto nodes = count_nodes(value);
    if (nodes > k_max_nodes) {
        throw Error(ErrorCode::internal, std::to_string(nodes) +
                                             " values are more than can be read back (" +
                                             std::to_string(k_max_nodes) + ")");
    }
    return Json::to_cbor(value);
}

Json from_cbor(ByteView bytes) {
    BoundedBuilder builder;
    bool whole = false;
    try {
        whole =
            !has_string_in_pieces(bytes) && Json::sax_parse(bytes.begin(), bytes.end(), &builder,
                                                            nlohmann::detail::input_format_t::cbor);
    } catch (const nlohmann::json::exception&) {
        whole = false;  // some length errors are thrown, not reported
    }
    if (!whole) {
        throw Error(ErrorCode::protocol, "received bytes that are not a well-formed message",
                    "The other side may be damaged, hostile or of another version.");
    }
    return builder.take();
}

}  // namespace edgebench
