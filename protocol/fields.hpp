#pragma once
// One list of fields per struct serves both directions. A struct is described by
//     static constexpr auto fields() { return field_list(Field{"seed", &TrialSpec::seed}, ...); }
// and an enum by a specialisation of enum_names. Included only by the .cpp files that encode.

#include "protocol/codec.hpp"
#include "protocol/error.hpp"
#include "protocol/field_list.hpp"
#include "protocol/units.hpp"

#include <limits>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace edgebench {

template <class T>
concept Described = requires { T::fields(); };

template <class T>
Json to_json(const T& value);
template <class T>
T from_json(const Json& json, const std::string& path);

namespace detail {

[[noreturn]] inline void mismatch(const std::string& path, const char* expected) {
    throw Error(ErrorCode::protocol, "field '" + path + "' should be " + expected);
}

// Unknown keys are ignored and a missing one is null, so that a newer peer may add optional fields.
inline const Json& item_of(const Json& json, const char* name) {
    static const Json null;
    const auto found = json.find(name);
    return found == json.end() ? null : *found;
}

inline std::string path_below(const std::string& path, const char* name) {
    return path.empty() ? name : path + "." + name;
}

template <class T>
struct Converter;

template <class T>
    requires std::is_integral_v<T>
struct Converter<T> {
    static Json to(T value) { return value; }
    static T from(const Json& json, const std::string& path) {
        if constexpr (std::is_same_v<T, bool>) {
            if (!json.is_boolean()) mismatch(path, "true or false");
            return json.get<bool>();
        } else {
            if (!json.is_number_integer()) mismatch(path, "an integer");
            const bool fits = json.is_number_unsigned()
                                  ? std::in_range<T>(json.get<std::uint64_t>())
                                  : std::in_range<T>(json.get<std::int64_t>());
            if (!fits) mismatch(path, "an integer in range");
            return json.get<T>();
        }
    }
};

template <>
struct Converter<double> {
    static Json to(double value) { return value; }
    static double from(const Json& json, const std::string& path) {
        if (!json.is_number()) mismatch(path, "a number");
        return json.get<double>();
    }
};

template <>
struct Converter<std::string> {
    // CBOR text is UTF-8; what is not (an engine's log, say) travels with its bad bytes replaced.
    static Json to(const std::string& value) { return value; }
    static std::string from(const Json& json, const std::string& path) {
        if (!json.is_string()) mismatch(path, "text");
        return json.get<std::string>();
    }
};

template <>
struct Converter<Bytes> {
    static Json to(const Bytes& value) { return Json::binary(value); }
    static Bytes from(const Json& json, const std::string& path) {
        if (!json.is_binary()) mismatch(path, "a byte string");
        return json.get_binary();
    }
};

template <class T>
    requires std::is_enum_v<T>
struct Converter<T> {
    static Json to(T value) {
        for (const auto& [candidate, name] : enum_names(T{})) {
            if (candidate == value) return name;
        }
        throw Error(ErrorCode::internal, "an enumerator has no name");
    }
    static T from(const Json& json, const std::string& path) {
        if (!json.is_string()) mismatch(path, "text");
        for (const auto& [candidate, name] : enum_names(T{})) {
            if (json.get_ref<const std::string&>() == name) return candidate;
        }
        mismatch(path, "a known name");
    }
};

template <class Tag, class Rep>
struct Converter<Quantity<Tag, Rep>> {
    static Json to(Quantity<Tag, Rep> value) { return value.value(); }
    static Quantity<Tag, Rep> from(const Json& json, const std::string& path) {
        return Quantity<Tag, Rep>(Converter<Rep>::from(json, path));
    }
};

template <class T>
struct Converter<std::optional<T>> {
    static Json to(const std::optional<T>& value) {
        return value ? Converter<T>::to(*value) : Json(nullptr);
    }
    static std::optional<T> from(const Json& json, const std::string& path) {
        if (json.is_null()) return std::nullopt;
        return Converter<T>::from(json, path);
    }
};

template <class T>
struct Converter<std::vector<T>> {
    static Json to(const std::vector<T>& values) {
        Json array = Json::array();
        for (const auto& value : values) array.push_back(Converter<T>::to(value));
        return array;
    }
    static std::vector<T> from(const Json& json, const std::string& path) {
        if (!json.is_array()) mismatch(path, "a list");
        std::vector<T> values;
        values.reserve(json.size());
        for (const auto& item : json) {
            values.push_back(
                Converter<T>::from(item, path + "[" + std::to_string(values.size()) + "]"));
        }
        return values;
    }
};

template <class T>
struct Converter<std::map<std::string, T>> {
    static Json to(const std::map<std::string, T>& values) {
        Json object = Json::object();
        for (const auto& [key, value] : values) object[key] = Converter<T>::to(value);
        return object;
    }
    static std::map<std::string, T> from(const Json& json, const std::string& path) {
        if (!json.is_object()) mismatch(path, "a map");
        std::map<std::string, T> values;
        for (const auto& [key, value] : json.items())
            values[key] = Converter<T>::from(value, path + "." + key);
        return values;
    }
};

template <Described T>
struct Converter<T> {
    static Json to(const T& value) {
        Json object = Json::object();
        std::apply(
            [&](auto... field) { ((object[field.name] = to_json(value.*(field.member))), ...); },
            T::fields());
        return object;
    }
    static T from(const Json& json, const std::string& path) {
        if (!json.is_object()) mismatch(path, "a map");
        T value;
        std::apply([&](auto... field) { (read(json, path, value, field), ...); }, T::fields());
        return value;
    }

  private:
    template <class Field>
    static void read(const Json& json, const std::string& path, T& value, Field field) {
        using Member = std::remove_cvref_t<decltype(value.*(field.member))>;
        value.*(field.member) =
            Converter<Member>::from(item_of(json, field.name), path_below(path, field.name));
    }
};

}  // namespace detail

template <class T>
Json to_json(const T& value) {
    return detail::Converter<T>::to(value);
}
template <class T>
T from_json(const Json& json, const std::string& path) {
    return detail::Converter<T>::from(json, path);
}

}  // namespace edgebench
