function v = h5read(file, path, start, count)
% Test-only stand-in for MATLAB's h5read, which Octave does not have: numeric data; the group is loaded whole, then sliced.
  names = strsplit(regexprep(path, '^/', ''), '/');
  v = load('-hdf5', file, names{1});
  for i = 1:numel(names)
    if ~isfield(v, names{i}), error('h5read: no %s', path); end
    v = v.(names{i});
  end
  if nargin < 3
    if isvector(v), v = v(:); end      % MATLAB gives one dimension as a column
    return
  end
  index = cell(1, numel(start));
  for i = 1:numel(start)
    n = count(i);
    if isinf(n), n = size(v, i) - start(i) + 1; end
    index{i} = start(i) + (0:n-1);
  end
  v = v(index{:});
end
