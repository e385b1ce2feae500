#include "unit/vision/made_video.h"

#include "vision/video/ffmpeg/ffmpeg.h"

#include <algorithm>
#include <stdexcept>

namespace atelier::vision {
namespace {

int good(int code) {
    if (code < 0) throw std::runtime_error("FFmpeg's encoder: " + std::to_string(code));
    return code;
}

// An output file with one stream.
struct Output {
    Output(const std::filesystem::path& path, const std::string& codecName) {
        const AVCodec* codec = avcodec_find_encoder_by_name(codecName.c_str());
        if (!codec) throw std::runtime_error("no encoder " + codecName);
        good(avformat_alloc_output_context2(&format, nullptr, nullptr, path.c_str()));
        stream = avformat_new_stream(format, codec);
        encoder = owned(avcodec_alloc_context3(codec));
        encoder->strict_std_compliance = FF_COMPLIANCE_UNOFFICIAL;
        if (format->oformat->flags & AVFMT_GLOBALHEADER) encoder->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
        good(avio_open(&format->pb, path.c_str(), AVIO_FLAG_WRITE));
    }
    ~Output() {
        avio_closep(&format->pb);
        avformat_free_context(format);
    }
    void open() {
        good(avcodec_open2(encoder.get(), encoder->codec, nullptr));
        good(avcodec_parameters_from_context(stream->codecpar, encoder.get()));
        stream->time_base = encoder->time_base;
        good(avformat_write_header(format, nullptr));
    }
    void put(const AVFrame* frame) {
        good(avcodec_send_frame(encoder.get(), frame));
        while (avcodec_receive_packet(encoder.get(), packet.get()) >= 0) {
            if (packet->duration == 0) packet->duration = length;
            av_packet_rescale_ts(packet.get(), encoder->time_base, stream->time_base);
            good(av_interleaved_write_frame(format, packet.get()));
        }
    }
    void close() {
        put(nullptr);
        good(av_write_trailer(format));
    }

    AVFormatContext* format = nullptr;
    AVStream* stream = nullptr;
    Ffmpeg<AVCodecContext> encoder;
    Ffmpeg<AVPacket> packet = owned(av_packet_alloc());
    std::int64_t length = 0;
};

}  // namespace

bool hasEncoder(const std::string& codec) {
    return avcodec_find_encoder_by_name(codec.c_str()) != nullptr;
}

void makeVideo(const std::filesystem::path& path, int frames, const std::function<Image(int)>& draw,
               const VideoPlan& plan) {
    Output output(path, plan.codec);
    AVCodecContext& encoder = *output.encoder;
    const int clock = plan.ticks.empty() ? plan.fps : 1000;
    encoder.width = plan.width;
    encoder.height = plan.height;
    encoder.pix_fmt = plan.codec == "mjpeg" ? AV_PIX_FMT_YUVJ420P : AV_PIX_FMT_YUV420P;
    encoder.time_base = AVRational{1, clock};
    if (plan.ticks.empty()) encoder.framerate = AVRational{plan.fps, 1};
    encoder.gop_size = plan.keyEvery;
    encoder.max_b_frames = plan.betweens;
    encoder.flags |= AV_CODEC_FLAG_QSCALE;
    encoder.global_quality = 3 * FF_QP2LAMBDA;
    output.length = plan.ticks.empty() ? 1 : 0;
    if (plan.turned != 0) {
        auto* matrix = reinterpret_cast<std::int32_t*>(
            av_stream_new_side_data(output.stream, AV_PKT_DATA_DISPLAYMATRIX, 9 * sizeof(std::int32_t)));
        av_display_rotation_set(matrix, plan.turned);
    }
    output.open();
    const auto frame = owned(av_frame_alloc());
    frame->format = encoder.pix_fmt;
    frame->width = plan.width;
    frame->height = plan.height;
    frame->color_range = encoder.pix_fmt == AV_PIX_FMT_YUVJ420P ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
    good(av_frame_get_buffer(frame.get(), 0));
    const Ffmpeg<SwsContext> scaler(sws_getContext(plan.width, plan.height, AV_PIX_FMT_RGB24, plan.width, plan.height,
                                                   encoder.pix_fmt, SWS_BICUBIC | SWS_ACCURATE_RND, nullptr, nullptr,
                                                   nullptr));
    const auto start = static_cast<std::int64_t>(std::llround(plan.begin * clock));
    for (int i = 0; i < frames; ++i) {
        const Image image = draw(i);
        good(av_frame_make_writable(frame.get()));
        const std::uint8_t* rows[] = {image.pixels.data()};
        const int strides[] = {image.width * 3};
        good(sws_scale(scaler.get(), rows, strides, 0, plan.height, frame->data, frame->linesize));
        frame->pts = start + (plan.ticks.empty() ? i : plan.ticks.at(static_cast<std::size_t>(i)));
        frame->quality = encoder.global_quality;
        output.put(frame.get());
    }
    output.close();
}

void makeSound(const std::filesystem::path& path) {
    Output output(path, "aac");
    AVCodecContext& encoder = *output.encoder;
    encoder.sample_fmt = AV_SAMPLE_FMT_FLTP;
    encoder.sample_rate = 8000;
    encoder.bit_rate = 16000;
    av_channel_layout_default(&encoder.ch_layout, 1);
    encoder.time_base = AVRational{1, 8000};
    output.open();
    const auto frame = owned(av_frame_alloc());
    frame->format = encoder.sample_fmt;
    frame->nb_samples = encoder.frame_size;
    frame->sample_rate = encoder.sample_rate;
    good(av_channel_layout_copy(&frame->ch_layout, &encoder.ch_layout));
    good(av_frame_get_buffer(frame.get(), 0));
    for (int i = 0; i < 8; ++i) {
        good(av_frame_make_writable(frame.get()));
        std::fill_n(reinterpret_cast<float*>(frame->data[0]), encoder.frame_size, 0.f);
        frame->pts = i * encoder.frame_size;
        output.put(frame.get());
    }
    output.close();
}

Image plainPicture(int width, int height, int red, int green, int blue) {
    Image image{width, height, {}};
    for (int i = 0; i < width * height; ++i)
        for (const int value : {red, green, blue})
            image.pixels.push_back(static_cast<std::uint8_t>(value));
    return image;
}

Image numbered(int number, int width, int height) {
    Image image{width, height, {}};
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < 3; ++c)
                image.pixels.push_back(number >> (x * 8 / width) & 1 ? 220 : 30);
    return image;
}

int numberIn(const Image& image) {
    int number = 0;
    for (int bit = 0; bit < 8; ++bit) {
        const auto x = static_cast<std::size_t>((2 * bit + 1) * image.width / 16);
        const auto y = static_cast<std::size_t>(image.height / 2);
        if (image.pixels[(y * static_cast<std::size_t>(image.width) + x) * 3] > 125) number |= 1 << bit;
    }
    return number;
}

}  // namespace atelier::vision
