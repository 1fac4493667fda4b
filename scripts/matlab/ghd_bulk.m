function value = ghd_bulk(r, side, name, n)
% VALUE = GHD_BULK(R, SIDE, NAME, N)  an observable, or 'light_cone', in the stationary state of a side, 'left' or 'right', at point N.
  value = h5read(r.file, ['/bulk/' side '/' name]);
  value = value(n);
end
