#include "protocol/sha256.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#include <sys/auxv.h>
#endif

namespace edgebench {
namespace {

using State = std::array<std::uint32_t, 8>;

// FIPS 180-4 §4.2.2: fractional parts of the cube roots of the first 64 primes.
alignas(16) constexpr std::array<std::uint32_t, 64> k_round = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

constexpr std::uint32_t big_endian(const std::uint8_t* p) {
    return std::uint32_t(p[0]) << 24 | std::uint32_t(p[1]) << 16 | std::uint32_t(p[2]) << 8 | p[3];
}

void compress_portable(State& state, const std::uint8_t* data, std::size_t blocks) {
    for (; blocks > 0; --blocks, data += 64) {
        std::array<std::uint32_t, 64> w;
        for (std::size_t i = 0; i < 16; ++i) w[i] = big_endian(data + 4 * i);
        for (std::size_t i = 16; i < 64; ++i) {
            const auto s0 = std::rotr(w[i - 15], 7) ^ std::rotr(w[i - 15], 18) ^ (w[i - 15] >> 3);
            const auto s1 = std::rotr(w[i - 2], 17) ^ std::rotr(w[i - 2], 19) ^ (w[i - 2] >> 10);
            w[i] = w[i - 16] + s0 + w[i - 7] + s1;
        }
        auto [a, b, c, d, e, f, g, h] = state;
        for (std::size_t i = 0; i < 64; ++i) {
            const auto s1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
            const auto t1 = h + s1 + ((e & f) ^ (~e & g)) + k_round[i] + w[i];
            const auto s0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
            const auto t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
            h = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
        }
        const State sum{a, b, c, d, e, f, g, h};
        for (std::size_t i = 0; i < 8; ++i) state[i] += sum[i];
    }
}

#if defined(__x86_64__)
// The SHA extensions keep the state as (ABEF, CDGH) and do two rounds per instruction.
__attribute__((target("sha,sse4.1"))) void compress_native(State& state, const std::uint8_t* data,
                                                           std::size_t blocks) {
    const auto s = [&](int i) { return static_cast<int>(state[static_cast<std::size_t>(i)]); };
    __m128i abef = _mm_set_epi32(s(0), s(1), s(4), s(5));
    __m128i cdgh = _mm_set_epi32(s(2), s(3), s(6), s(7));
    const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
    for (; blocks > 0; --blocks, data += 64) {
        const __m128i abef_before = abef, cdgh_before = cdgh;
        __m128i w[4];
        for (int group = 0; group < 16; ++group) {
            __m128i& now = w[group % 4];
            if (group < 4) {
                const auto* source = reinterpret_cast<const __m128i*>(data + 16 * group);
                now = _mm_shuffle_epi8(_mm_loadu_si128(source), swap);
            } else {
                const __m128i last = w[(group + 3) % 4];
                const __m128i nine_back = _mm_alignr_epi8(last, w[(group + 2) % 4], 4);
                const __m128i partial =
                    _mm_add_epi32(_mm_sha256msg1_epu32(now, w[(group + 1) % 4]), nine_back);
                now = _mm_sha256msg2_epu32(partial, last);
            }
            const auto* constants = reinterpret_cast<const __m128i*>(k_round.data() + 4 * group);
            const __m128i sum = _mm_add_epi32(now, _mm_load_si128(constants));
            cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
            abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0e));
        }
        abef = _mm_add_epi32(abef, abef_before);
        cdgh = _mm_add_epi32(cdgh, cdgh_before);
    }
    alignas(16) std::array<std::uint32_t, 4> x, y;
    _mm_store_si128(reinterpret_cast<__m128i*>(x.data()), abef);
    _mm_store_si128(reinterpret_cast<__m128i*>(y.data()), cdgh);
    state = {x[3], x[2], y[3], y[2], x[1], x[0], y[1], y[0]};
}
bool has_native() {
    return __builtin_cpu_supports("sha") && __builtin_cpu_supports("sse4.1");
}
#elif defined(__aarch64__)
__attribute__((target("sha2"))) void compress_native(State& state, const std::uint8_t* data,
                                                     std::size_t blocks) {
    uint32x4_t abcd = vld1q_u32(state.data());
    uint32x4_t efgh = vld1q_u32(state.data() + 4);
    for (; blocks > 0; --blocks, data += 64) {
        const uint32x4_t abcd_before = abcd, efgh_before = efgh;
        uint32x4_t w[4];
        for (int group = 0; group < 16; ++group) {
            uint32x4_t& now = w[group % 4];
            if (group < 4) {
                now = vreinterpretq_u32_u8(vrev32q_u8(vld1q_u8(data + 16 * group)));
            } else {
                const uint32x4_t partial = vsha256su0q_u32(now, w[(group + 1) % 4]);
                now = vsha256su1q_u32(partial, w[(group + 2) % 4], w[(group + 3) % 4]);
            }
            const uint32x4_t sum = vaddq_u32(now, vld1q_u32(k_round.data() + 4 * group));
            const uint32x4_t abcd_old = abcd;
            abcd = vsha256hq_u32(abcd, efgh, sum);
            efgh = vsha256h2q_u32(efgh, abcd_old, sum);
        }
        abcd = vaddq_u32(abcd, abcd_before);
        efgh = vaddq_u32(efgh, efgh_before);
    }
    vst1q_u32(state.data(), abcd);
    vst1q_u32(state.data() + 4, efgh);
}
bool has_native() {
    return (getauxval(AT_HWCAP) & (1UL << 6)) != 0;
}  // HWCAP_SHA2
#else
constexpr auto compress_native = compress_portable;
bool has_native() {
    return false;
}
#endif

void compress(State& state, const std::uint8_t* data, std::size_t blocks) {
    static const bool native = has_native();
    if (native) {
        compress_native(state, data, blocks);
    } else {
        compress_portable(state, data, blocks);
    }
}

std::span<const std::uint8_t> as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

Sha256::Sha256()
    : state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
             0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19} {}

void Sha256::update(std::span<const std::uint8_t> bytes) {
    total_ += bytes.size();
    if (in_block_ > 0) {
        const auto take = std::min(bytes.size(), block_.size() - in_block_);
        std::copy_n(bytes.begin(), take, block_.begin() + static_cast<std::ptrdiff_t>(in_block_));
        in_block_ += take;
        bytes = bytes.subspan(take);
        if (in_block_ < block_.size()) return;
        compress(state_, block_.data(), 1);
        in_block_ = 0;
    }
    const auto whole = bytes.size() / 64;
    compress(state_, bytes.data(), whole);
    const auto rest = bytes.subspan(whole * 64);
    std::copy(rest.begin(), rest.end(), block_.begin());
    in_block_ = rest.size();
}

void Sha256::update(std::string_view text) {
    update(as_bytes(text));
}

Digest Sha256::finish() {
    const std::uint64_t bits = total_ * 8;
    std::array<std::uint8_t, 72> padding{0x80};
    const auto zeros = (in_block_ < 56 ? 56 : 120) - in_block_;
    for (std::size_t i = 0; i < 8; ++i)
        padding[zeros + i] = static_cast<std::uint8_t>(bits >> (56 - 8 * i));
    update(std::span(padding).first(zeros + 8));
    Digest digest;
    for (std::size_t i = 0; i < 32; ++i)
        digest[i] = static_cast<std::uint8_t>(state_[i / 4] >> (24 - 8 * (i % 4)));
    return digest;
}

Digest sha256(std::span<const std::uint8_t> bytes) {
    Sha256 hash;
    hash.update(bytes);
    return hash.finish();
}

Digest sha256(std::string_view text) {
    return sha256(as_bytes(text));
}

Digest hmac_sha256(std::span<const std::uint8_t> key, std::span<const std::uint8_t> message) {
    std::array<std::uint8_t, 64> block{};
    if (key.size() > block.size()) {
        const auto hashed = sha256(key);
        std::copy(hashed.begin(), hashed.end(), block.begin());
    } else {
        std::copy(key.begin(), key.end(), block.begin());
    }
    auto padded = [&block](std::uint8_t pad) {
        auto result = block;
        for (auto& byte : result) byte ^= pad;
        return result;
    };
    Sha256 inner;
    inner.update(padded(0x36));
    inner.update(message);
    const auto inner_digest = inner.finish();
    Sha256 outer;
    outer.update(padded(0x5c));
    outer.update(inner_digest);
    return outer.finish();
}

bool equal_in_constant_time(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) {
    if (a.size() != b.size()) return false;
    std::uint8_t difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i) difference |= static_cast<std::uint8_t>(a[i] ^ b[i]);
    return difference == 0;
}

}  // namespace edgebench
