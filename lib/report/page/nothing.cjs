// What a page has instead of modules that only a program at a console needs; nothing that it runs asks for them.
module.exports = {};
