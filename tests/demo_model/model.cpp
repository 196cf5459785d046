#include "tests/demo_model/model.hpp"

#include "tests/demo_model/random.hpp"
#include "tests/demo_model/vocabulary.hpp"

#include <ggml.h>
#include <gguf.h>

#include <cmath>
#include <memory>
#include <stdexcept>
#include <vector>

namespace edgebench::demo {
namespace {

constexpr std::uint32_t k_head_width = 64;
constexpr std::uint32_t k_heads_per_key = 4;
constexpr std::uint32_t k_context = 4096;

// The rule that makes sentences: the first dimensions of the residual stream say at which place of
// the sentence the last word stands; no layer writes there, and the output favours the words of the
// next place. Which of them is said is left to the random rest, to which attention brings the whole
// text so far: so answers do not fall into a loop.
constexpr std::uint32_t k_reserved =
    32;  // one quantisation block, so that the rule does not coarsen the rest
constexpr float k_place_in = 6.0F;
constexpr float k_place_out = 0.1F;
constexpr float k_place_gain = 60.0F;

// Gains relative to a layer that keeps the size of its input. Queries and keys: high enough that a
// head looks at few words.
constexpr float k_query_gain = 2.0F;
constexpr float k_attention_gain = 1.5F;
constexpr float k_feed_forward_gain = 1.0F;

bool is_row_size(std::uint32_t size) {
    constexpr std::uint32_t k_block = 256;  // of the k-quants
    return size > 0 && size % k_block == 0;
}

class Model {
  public:
    explicit Model(const Shape& shape)
        : shape_(shape),
          vocabulary_(make_vocabulary()),
          gguf_(gguf_init_empty(), gguf_free),
          tensors_(
              ggml_init({.mem_size = tensor_bytes(), .mem_buffer = nullptr, .no_alloc = false}),
              ggml_free) {
        if (!tensors_) {
            throw std::runtime_error("not enough memory for a model of this size");
        }
    }

    void add_metadata();
    void add_vocabulary();
    void add_weights();
    void write(const std::string& path) const {
        if (!gguf_write_to_file(gguf_.get(), path.c_str(), false)) {
            throw std::runtime_error("cannot write " + path);
        }
    }

  private:
    std::uint32_t key_width() const { return shape_.width / k_heads_per_key; }
    std::size_t tensor_bytes() const;
    void set(const std::string& key, std::uint32_t value) {
        gguf_set_val_u32(gguf_.get(), key.c_str(), value);
    }
    void set(const std::string& key, const std::string& value) {
        gguf_set_val_str(gguf_.get(), key.c_str(), value.c_str());
    }
    void add(ggml_tensor* tensor, const std::string& name) {
        ggml_set_name(tensor, name.c_str());
        gguf_add_tensor(gguf_.get(), tensor);
    }
    void add_embedding();
    void add_output();
    void add_layer(const std::string& prefix);
    void add_norm(const std::string& name, float reserved_gain);
    void add_noise(const std::string& name, std::uint32_t in, std::uint32_t out, float gain);
    void add_update(const std::string& name, std::uint32_t in, float gain);
    template <typename Row>
    void add_matrix(const std::string& name, std::uint32_t in, std::uint32_t out, Row row);

    Shape shape_;
    std::vector<Token> vocabulary_;
    std::unique_ptr<gguf_context, decltype(&gguf_free)> gguf_;
    std::unique_ptr<ggml_context, decltype(&ggml_free)> tensors_;
    std::uint64_t matrices_ = 0;
};

std::size_t Model::tensor_bytes() const {
    const std::size_t per_layer =
        2ULL * shape_.width * (shape_.width + key_width()) + 3ULL * shape_.width * shape_.hidden;
    const std::size_t weights =
        shape_.layers * per_layer + 2ULL * vocabulary_.size() * shape_.width;
    constexpr std::size_t k_spare = 64ULL << 20;  // norms and the tensors' own headers
    return weights * sizeof(ggml_fp16_t) + k_spare;
}

void Model::add_metadata() {
    set("general.architecture", "llama");
    set("general.name", "edgebench demo model (random weights)");
    set("general.description",
        "Seeded random weights, made to test a chain of measurements. Not a language model: it "
        "knows nothing and "
        "learnt nothing; its sentences follow one fixed pattern.");
    set("general.license", "cc0-1.0");
    set("llama.context_length", k_context);
    set("llama.embedding_length", shape_.width);
    set("llama.block_count", shape_.layers);
    set("llama.feed_forward_length", shape_.hidden);
    set("llama.attention.head_count", shape_.width / k_head_width);
    set("llama.attention.head_count_kv", key_width() / k_head_width);
    set("llama.rope.dimension_count", k_head_width);
    set("llama.vocab_size", static_cast<std::uint32_t>(vocabulary_.size()));
    gguf_set_val_f32(gguf_.get(), "llama.attention.layer_norm_rms_epsilon", 1e-5F);
}

void Model::add_vocabulary() {
    std::vector<const char*> texts;
    std::vector<float> scores;
    std::vector<std::int32_t> types;
    for (const auto& token : vocabulary_) {
        texts.push_back(token.text.c_str());
        scores.push_back(static_cast<float>(token.text.size()));  // longer pieces win
        types.push_back(static_cast<std::int32_t>(token.type));
    }
    set("tokenizer.ggml.model", "llama");
    gguf_set_arr_str(gguf_.get(), "tokenizer.ggml.tokens", texts.data(), texts.size());
    gguf_set_arr_data(gguf_.get(), "tokenizer.ggml.scores", GGUF_TYPE_FLOAT32, scores.data(),
                      scores.size());
    gguf_set_arr_data(gguf_.get(), "tokenizer.ggml.token_type", GGUF_TYPE_INT32, types.data(),
                      types.size());
    set("tokenizer.ggml.unknown_token_id", 0);
    set("tokenizer.ggml.bos_token_id", 1);
    set("tokenizer.ggml.eos_token_id", 2);
}

// row(index, random, values) fills one row of `in` values, which are zero before.
template <typename Row>
void Model::add_matrix(const std::string& name, std::uint32_t in, std::uint32_t out, Row row) {
    ggml_tensor* tensor = ggml_new_tensor_2d(tensors_.get(), GGML_TYPE_F16, in, out);
    auto* data = static_cast<ggml_fp16_t*>(ggml_get_data(tensor));
    Random random(shape_.seed * 1'000'003 + ++matrices_);
    std::vector<float> values(in);
    for (std::uint32_t i = 0; i < out; ++i) {
        values.assign(in, 0.0F);
        row(i, random, values);
        ggml_fp32_to_fp16_row(values.data(), data + static_cast<std::size_t>(i) * in, in);
    }
    add(tensor, name);
}

void Model::add_noise(const std::string& name, std::uint32_t in, std::uint32_t out, float gain) {
    const float deviation = gain / std::sqrt(static_cast<float>(in));
    add_matrix(name, in, out, [=](std::uint32_t, Random& random, std::vector<float>& values) {
        for (float& value : values) {
            value = deviation * random.normal();
        }
    });
}

// Writes to the residual stream, its reserved dimensions excepted.
void Model::add_update(const std::string& name, std::uint32_t in, float gain) {
    const float deviation = gain / std::sqrt(static_cast<float>(in));
    add_matrix(name, in, shape_.width,
               [=](std::uint32_t row, Random& random, std::vector<float>& values) {
                   for (float& value : values) {
                       value = row < k_reserved ? 0.0F : deviation * random.normal();
                   }
               });
}

void Model::add_norm(const std::string& name, float reserved_gain) {
    ggml_tensor* tensor = ggml_new_tensor_1d(tensors_.get(), GGML_TYPE_F32, shape_.width);
    auto* data = static_cast<float*>(ggml_get_data(tensor));
    for (std::uint32_t i = 0; i < shape_.width; ++i) {
        data[i] = i < k_reserved ? reserved_gain : 1.0F;
    }
    add(tensor, name);
}

void Model::add_embedding() {
    const auto count = static_cast<std::uint32_t>(vocabulary_.size());
    add_matrix("token_embd.weight", shape_.width, count,
               [&](std::uint32_t id, Random& random, std::vector<float>& row) {
                   // Text that the model would not say itself is followed by a new sentence, like a
                   // full stop.
                   row[vocabulary_[id].place.value_or(k_places - 1)] = k_place_in;
                   for (std::uint32_t i = k_reserved; i < shape_.width; ++i) {
                       row[i] = random.normal();
                   }
               });
}

void Model::add_output() {
    const auto count = static_cast<std::uint32_t>(vocabulary_.size());
    const float deviation = 1.0F / std::sqrt(static_cast<float>(shape_.width));
    add_matrix("output.weight", shape_.width, count,
               [&](std::uint32_t id, Random& random, std::vector<float>& row) {
                   if (const auto place = vocabulary_[id].place) {
                       row[(*place + k_places - 1) % k_places] = k_place_out;
                       for (std::uint32_t i = k_reserved; i < shape_.width; ++i) {
                           row[i] = deviation * random.normal();
                       }
                   }
               });
}

void Model::add_layer(const std::string& prefix) {
    add_norm(prefix + "attn_norm.weight", 1.0F);
    add_noise(prefix + "attn_q.weight", shape_.width, shape_.width, k_query_gain);
    add_noise(prefix + "attn_k.weight", shape_.width, key_width(), k_query_gain);
    add_noise(prefix + "attn_v.weight", shape_.width, key_width(), 1.0F);
    add_update(prefix + "attn_output.weight", shape_.width, k_attention_gain);
    add_norm(prefix + "ffn_norm.weight", 1.0F);
    add_noise(prefix + "ffn_gate.weight", shape_.width, shape_.hidden, 1.0F);
    add_noise(prefix + "ffn_up.weight", shape_.width, shape_.hidden, 1.0F);
    add_update(prefix + "ffn_down.weight", shape_.hidden, k_feed_forward_gain);
}

void Model::add_weights() {
    add_embedding();
    for (std::uint32_t i = 0; i < shape_.layers; ++i) {
        add_layer("blk." + std::to_string(i) + ".");
    }
    add_norm("output_norm.weight", k_place_gain);
    add_output();
}

}  // namespace

void write_model(const Shape& shape, const std::string& path) {
    if (shape.layers == 0 || !is_row_size(shape.width) || !is_row_size(shape.hidden)) {
        throw std::runtime_error("width and hidden must be multiples of 256, layers above 0");
    }
    Model model(shape);
    model.add_metadata();
    model.add_vocabulary();
    model.add_weights();
    model.write(path);
}

}  // namespace edgebench::demo
