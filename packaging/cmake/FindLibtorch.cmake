# libtorch as the PyPI wheel `torch` carries it. Sets the imported target Atelier::torch and ATELIER_TORCH_DIR.
#
# Our own target instead of torch's find_package(Torch): that one demands nvcc whenever the wheel was built for CUDA,
# and a machine without nvcc or without the nvidia wheels must still build.
if(NOT ATELIER_TORCH_DIR)
    set(_cache "$ENV{XDG_CACHE_HOME}")
    if(NOT _cache)
        set(_cache "$ENV{HOME}/.cache")
    endif()
    file(GLOB _candidates "$ENV{ATELIER_TORCH}" "${_cache}/atelier/venv/lib/python3.*/site-packages/torch")
    foreach(_candidate IN LISTS _candidates)
        if(EXISTS "${_candidate}/lib/libtorch_cpu.so")
            set(ATELIER_TORCH_DIR "${_candidate}" CACHE PATH "Folder `torch` of the PyPI wheel")
            break()
        endif()
    endforeach()
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Libtorch
    REQUIRED_VARS ATELIER_TORCH_DIR
    REASON_FAILURE_MESSAGE "run packaging/setup, or set ATELIER_TORCH_DIR to the wheel's folder `torch`")

if(Libtorch_FOUND AND NOT TARGET Atelier::torch)
    add_library(Atelier::torch INTERFACE IMPORTED)
    target_include_directories(Atelier::torch SYSTEM INTERFACE
        ${ATELIER_TORCH_DIR}/include ${ATELIER_TORCH_DIR}/include/torch/csrc/api/include)
    set(_lib ${ATELIER_TORCH_DIR}/lib)
    # libtorch.so and libtorch_cpu.so export a std::filesystem of their own that crashes: libstdc++'s must be found first.
    set(_libs stdc++ ${_lib}/libtorch.so ${_lib}/libtorch_cpu.so ${_lib}/libc10.so)
    # libtorch_cuda needs the nvidia wheels beside torch; without them the build is for the CPU alone.
    if(EXISTS ${_lib}/libtorch_cuda.so AND EXISTS ${ATELIER_TORCH_DIR}/../nvidia/cudnn/lib)
        list(APPEND _libs -Wl,--no-as-needed ${_lib}/libtorch_cuda.so ${_lib}/libc10_cuda.so -Wl,--as-needed)
        set(ATELIER_TORCH_HAS_CUDA ON)
    else()
        set(ATELIER_TORCH_HAS_CUDA OFF)
    endif()
    target_link_libraries(Atelier::torch INTERFACE ${_libs})
    target_link_options(Atelier::torch INTERFACE
        -Wl,--allow-shlib-undefined LINKER:-rpath,${_lib})
    # The wheel is built with GCC 12, whose mangling of constrained templates (Tensor::const_data_ptr<T>) Clang left in 18.
    target_compile_options(Atelier::torch INTERFACE $<$<CXX_COMPILER_ID:Clang>:-fclang-abi-compat=17>)
endif()
