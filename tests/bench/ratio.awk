# Lines "a b", measured beside each other: the ratio of the medians of a and of b, with a 95 % interval by bootstrap over the
# lines (2,000 draws, fixed seed).
function sort(v, n,   i, j, t) {
    for (i = 2; i <= n; i++) for (j = i; j > 1 && v[j] < v[j-1]; j--) { t = v[j]; v[j] = v[j-1]; v[j-1] = t }
}
function median(v, n) {
    sort(v, n)
    return n % 2 ? v[(n+1)/2] : (v[n/2] + v[n/2+1]) / 2
}
{ a[NR] = $1; b[NR] = $2; x[NR] = $1; y[NR] = $2 }
END {
    srand(1)
    ratio = median(x, NR) / median(y, NR)
    for (k = 1; k <= 2000; k++) {
        for (i = 1; i <= NR; i++) { j = int(rand() * NR) + 1; x[i] = a[j]; y[i] = b[j] }
        r[k] = median(x, NR) / median(y, NR)
    }
    sort(r, 2000)
    printf "ratio of medians %.4f, 95 %% interval %.4f to %.4f, %d pairs\n", ratio, r[50], r[1950], NR
}
